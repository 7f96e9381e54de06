// Calls of the API: whatever comes instead of an answer is a fault with words.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { ApiFault, call } from "../../../web/desk/api.js";

const usual = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = usual;
});

const answers = (response) => {
  globalThis.fetch = async () => response;
};
const fault = (status, message) => (error) =>
  error instanceof ApiFault && error.status === status && error.message === message;

test("an answer is what was sent, and nothing is nothing", async () => {
  answers(new Response('{"name":"Ann"}'));
  assert.deepEqual(await call("/"), { name: "Ann" });
  answers(new Response(null, { status: 204 }));
  assert.deepEqual(await call("/"), {});
});

test("half of an answer is none", async () => {
  answers(new Response('{"roles":[{"site"'));
  await assert.rejects(call("/"), fault(0, "Only a part of the answer came"));
  const broken = new ReadableStream({ pull: (stream) => stream.error(new Error("hung up")) });
  answers(new Response(broken));
  await assert.rejects(call("/"), fault(0, "Only a part of the answer came"));
});

test("a refusal has its words and places, or some words at least", async () => {
  const problem = { title: "Not so", errors: [{ field: "name" }] };
  answers(new Response(JSON.stringify(problem), { status: 422 }));
  await assert.rejects(call("/"), (error) => fault(422, "Not so")(error) && error.errors[0].field === "name");
  answers(new Response("<html>", { status: 502 }));
  await assert.rejects(call("/"), fault(502, "The service could not do it"));
  globalThis.fetch = async () => Promise.reject(new TypeError("no route"));
  await assert.rejects(call("/"), fault(0, "No answer came"));
});
