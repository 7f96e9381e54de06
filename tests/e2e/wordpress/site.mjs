// A real WordPress of Debian's package on the loopback, with a database of its own; nothing of it
// stays.

import { execFile, execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const SOURCE = "/usr/share/wordpress";
const THEMES = "/var/lib/wordpress/wp-content/themes";
const WAIT_MS_MAX = 60_000;
const OUTPUT_MAX = 64 * 1024 * 1024;

function has(program) {
  return ["/usr/sbin", "/usr/bin"].some((folder) => existsSync(join(folder, program)));
}

/** `{ skip }` for node:test where it is not installed. */
export function needsWordPress() {
  const there = existsSync(join(SOURCE, "wp-load.php")) && has("php") && has("mariadbd") && has("mariadb-install-db");
  return there ? {} : { skip: "no WordPress here: apt-get install wordpress php-cli php-mysql php-xml mariadb-server" };
}

export class WordPress {
  static async start() {
    const site = new WordPress();
    try {
      await site.#startDatabase();
      await site.#install();
    } catch (fault) {
      await site.stop();
      throw fault;
    }
    return site;
  }

  constructor() {
    this.place = mkdtempSync(join(tmpdir(), "copytaster-wordpress-"));
    this.root = join(this.place, "site");
    this.socket = join(this.place, "run", "s");
  }

  async #startDatabase() {
    const [files, runs] = [join(this.place, "db"), join(this.place, "run")];
    for (const folder of [files, runs]) mkdirSync(folder);
    const user = process.getuid() === 0 ? ["--user=mysql"] : [];
    if (user.length > 0) {
      execFileSync("chown", ["mysql", files, runs]);
      execFileSync("chmod", ["755", this.place]);
    }
    await run("mariadb-install-db", ["--no-defaults", ...user, `--datadir=${files}`,
      "--auth-root-authentication-method=normal", "--skip-test-db"]);
    const words = ["--no-defaults", ...user, `--datadir=${files}`, `--socket=${this.socket}`, "--skip-networking"];
    this.database = spawn("/usr/sbin/mariadbd", words, { stdio: "ignore" });
    const until = Date.now() + WAIT_MS_MAX;
    while (!existsSync(this.socket)) {
      if (Date.now() > until || this.database.exitCode !== null) throw new Error("MariaDB does not start");
      await pause(50);
    }
    await run("mariadb", ["--no-defaults", "-S", this.socket, "-u", "root", "-e",
      "create database wp character set utf8mb4; create user wp@localhost identified by 'wp';" +
      "grant all on wp.* to wp@localhost"]);
  }

  async #install() {
    cpSync(SOURCE, this.root, { recursive: true, dereference: true, filter: (path) => !path.endsWith("wp-config.php") });
    if (existsSync(THEMES) && readdirSync(THEMES).length > 0)
      cpSync(THEMES, join(this.root, "wp-content/themes"), { recursive: true, dereference: true });
    const keys = ["AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY", "AUTH_SALT", "SECURE_AUTH_SALT",
      "LOGGED_IN_SALT", "NONCE_SALT"];
    const values = {
      DB_NAME: "wp", DB_USER: "wp", DB_PASSWORD: "wp", DB_HOST: `localhost:${this.socket}`, DB_CHARSET: "utf8mb4",
      WP_HOME: "http://127.0.0.1", WP_SITEURL: "http://127.0.0.1",
      ...Object.fromEntries(keys.map((key) => [key, `${key} of a test`])),
    };
    const lines = Object.entries(values).map(([name, value]) => `define('${name}', '${value}');`);
    writeFileSync(join(this.root, "wp-config.php"), `<?php\n${lines.join("\n")}
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require ABSPATH . 'wp-settings.php';
`);
    await this.php(`define("WP_INSTALLING", true); $_SERVER["HTTP_HOST"] = "127.0.0.1"; $_SERVER["REQUEST_URI"] = "/";
      require "wp-load.php"; require_once ABSPATH . "wp-admin/includes/upgrade.php";
      wp_install("T", "admin", "admin@nest.example", true, "", "pw");
      foreach (get_comments() as $comment) wp_delete_comment($comment, true);`);
  }

  /** What PHP prints in the site's directory. */
  async php(code) {
    return (await run("php", ["-r", code], { cwd: this.root, maxBuffer: OUTPUT_MAX })).stdout;
  }
  async file(path, ...words) {
    return (await run("php", [path, ...words], { cwd: this.root, maxBuffer: OUTPUT_MAX })).stdout;
  }

  /** All approved comments, as its own API answers them. */
  async comments() {
    const code = `require "wp-load.php"; $request = new WP_REST_Request("GET", "/wp/v2/comments");
      $request->set_query_params(["per_page" => 100, "order" => "asc"]);
      $answer = rest_do_request($request); if ($answer->is_error()) throw new Exception("no comments");
      echo json_encode(rest_get_server()->response_to_data($answer, false));`;
    return JSON.parse(await this.php(code));
  }

  exported() {
    return this.php(`require "wp-load.php"; require_once ABSPATH . "wp-admin/includes/export.php";
      export_wp(["content" => "all"]);`);
  }

  async stop() {
    if (this.database?.exitCode === null) {
      const ended = new Promise((done) => this.database.once("exit", done));
      this.database.kill("SIGTERM");
      await ended;
    }
    rmSync(this.place, { recursive: true, force: true });
  }
}
