// The harness's protocol for an extractor written in JavaScript: one warm process, one JSON object a line.
//
//   import { serve } from "./protocol.mjs";
//   serve({ name: "mine", version: "1.0" }, async (page) => ({ text: ..., title: ... }));
//
// `page` has `url` (null where unknown), `content` (the bytes), `mediaType`, `encoding` (as the server declared it) and
// `html` (the bytes decoded as browsers do). What `extract` throws fails this page alone; what is thrown outside of it
// ends the process, which the harness counts as a crash. console.log and all else that writes to stdout goes to stderr.

import dgram from "node:dgram";
import dns from "node:dns";
import { readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { createInterface } from "node:readline";

const PROTOCOL = 1;
// As far as browsers look before they parse is 1024 bytes; they go back for a later one, so looking further is the same.
const PRESCAN_BYTES = 64 * 1024;

export async function serve({ name, version = "", accepts = ["text/html"] }, extract) {
  const answer = takeStdout();
  forbidNetwork();
  answer({ protocol: PROTOCOL, name, version, accepts });
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (!line.trim()) continue;
    const request = JSON.parse(line);
    const start = performance.now();
    const cpuStart = process.cpuUsage();
    let outcome;
    try {
      outcome = { article: tidy(await extract(readPage(request))) };
    } catch (error) {
      console.error(error);
      const type = error?.name ?? error?.constructor?.name ?? typeof error;
      outcome = { error: { type: String(type), message: String(error?.message ?? error) } };
    }
    const seconds = (performance.now() - start) / 1000;
    const cpu = process.cpuUsage(cpuStart); // all threads of the process, in microseconds
    const cpu_seconds = (cpu.user + cpu.system) / 1e6;
    const peak_memory = process.resourceUsage().maxRSS * 1024; // Node gives KiB
    answer({ id: request.id, ...outcome, seconds, cpu_seconds, peak_memory });
  }
  process.exit(0); // the harness has closed stdin; a timer that a library left behind must not keep us
}

/** Decode a page by byte order mark, declared encoding, <meta>, UTF-8 where it is valid, else windows-1252. */
export function decode(bytes, declared = null) {
  const marks = [
    ["utf-8", [0xef, 0xbb, 0xbf]],
    ["utf-16be", [0xfe, 0xff]],
    ["utf-16le", [0xff, 0xfe]],
  ];
  for (const [label, mark] of marks) {
    if (mark.every((byte, i) => bytes[i] === byte)) return new TextDecoder(label).decode(bytes);
  }
  const known = declared ?? declaredInPage(bytes);
  if (known) return decodeAs(known, bytes); // RangeError on a label that no browser knows
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return decodeAs("windows-1252", bytes);
  }
}

// What windows-1252 has at 0x80 to 0x9F. Some versions of Node (20 is one) decode it as ISO 8859-1, controls and all.
const HIGH = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

function decodeAs(label, bytes) {
  const decoder = new TextDecoder(label);
  const text = decoder.decode(bytes);
  if (decoder.encoding !== "windows-1252") return text;
  return text.replace(/[\x80-\x9f]/g, (control) => HIGH[control.charCodeAt(0) - 0x80]);
}

function declaredInPage(bytes) {
  const head = bytes.subarray(0, PRESCAN_BYTES).toString("latin1").replace(/<!--[^]*?-->/g, "");
  for (const [tag] of head.matchAll(/<meta[\s/][^>]*>/gi)) {
    const label = /\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)/i.exec(tag)?.[1];
    if (!label) continue;
    try {
      const { encoding } = new TextDecoder(label);
      // Whoever could read the tag cannot be in UTF-16.
      return encoding.startsWith("utf-16") ? "utf-8" : encoding;
    } catch {
      // A label that no browser knows: they go on to the next tag, too.
    }
  }
  return null;
}

function readPage({ path, url, media_type: mediaType, encoding }) {
  const content = readFileSync(path);
  return {
    url,
    content,
    mediaType,
    encoding,
    get html() {
      return decode(content, encoding);
    },
  };
}

/** Leave out what is not there; a string is the text alone. */
function tidy(article) {
  if (typeof article === "string") return { text: article };
  if (article === null || typeof article !== "object") {
    throw new TypeError(`extract must return an object or a string, not ${article === null ? "null" : typeof article}`);
  }
  return Object.fromEntries(Object.entries(article).filter(([, value]) => value !== null && value !== undefined));
}

/** Keep stdout for the answers; whatever a library prints there goes to stderr. */
function takeStdout() {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  globalThis.console = new console.Console(process.stderr, process.stderr);
  return (message) => write(`${JSON.stringify(message)}\n`);
}

/** Extractors use what the page holds. fetch, http and https all end in a socket. */
function forbidNetwork() {
  const refuse = () => {
    const error = new Error("extractors run without a network; use what the page holds");
    error.name = "NetworkForbiddenError";
    throw error;
  };
  net.Socket.prototype.connect = refuse;
  net.Server.prototype.listen = refuse;
  for (const name of ["send", "bind", "connect"]) dgram.Socket.prototype[name] = refuse;
  for (const api of [dns, dns.promises]) {
    for (const name of Object.keys(api)) if (/^(lookup|resolve|reverse)/.test(name)) api[name] = refuse;
  }
  globalThis.fetch = async () => refuse();
  syncBuiltinESMExports();
}
