// One HTTP request with a time limit, and a count of what came back. Nothing is retried here.

import { Agent, request } from "node:http";

const ANSWER_MS_MAX = 15_000;

export class Counts {
  statuses = {};
  slowestMs = 0;
  wrong = [];

  note(status, ms, headers) {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.slowestMs = Math.max(this.slowestMs, ms);
    if (status >= 500 && status !== 503) this.wrong.push(`a ${status}`);
    if ([429, 503].includes(status) && !/^\d+$/.test(headers["retry-after"] ?? "")) this.wrong.push(`a ${status} without Retry-After`);
  }

  /** The connection failed, or nothing was said in time. */
  noteLost(code) {
    this.statuses[code] = (this.statuses[code] ?? 0) + 1;
    if (code === "unanswered") this.wrong.push(`no answer within ${ANSWER_MS_MAX} ms`);
  }
}

export class Caller {
  constructor(counts = new Counts()) {
    this.counts = counts;
    this.agent = new Agent({ keepAlive: true, maxSockets: 1 });
  }

  /** `hangUpMs`: when this client loses its patience. Rejects when no whole answer came. */
  send(method, url, { body, headers = {}, hangUpMs, answerMsMax = ANSWER_MS_MAX } = {}) {
    const began = performance.now();
    const whole = new Promise((done, fail) => {
      const json = body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
      const asked = request(url, { method, agent: this.agent, headers: { ...json, ...headers } }, (answer) => {
        const pieces = [];
        answer.on("data", (piece) => pieces.push(piece));
        answer.on("error", fail);
        answer.on("end", () => {
          if (!answer.complete) return fail(new Error("cut off"));
          done({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(pieces).toString() });
        });
      });
      const limit = setTimeout(() => asked.destroy(Object.assign(new Error(), { code: "unanswered" })), answerMsMax);
      const patience = hangUpMs === undefined ? undefined
        : setTimeout(() => asked.destroy(Object.assign(new Error(), { code: "hungUp" })), hangUpMs);
      asked.on("error", fail);
      asked.on("close", () => [limit, patience].forEach(clearTimeout));
      asked.end(body);
    });
    return whole.then(
      (answer) => {
        this.counts.note(answer.status, performance.now() - began, answer.headers);
        return answer;
      },
      (fault) => {
        this.counts.noteLost(fault.code ?? fault.message);
        throw fault;
      },
    );
  }

  close() {
    this.agent.destroy();
  }
}
