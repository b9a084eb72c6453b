// node serve.mjs LIBRARY [MODE]: one of the libraries in package.json, served over the harness's protocol.
//
// Scripts of a page never run: jsdom runs them only when asked to (runScripts), the other parsers cannot.

import { readFileSync } from "node:fs";
import { serve } from "./protocol.mjs";

const NO_ADDRESS = "https://page.invalid/"; // reserved: no page can lie there
const LIBRARIES = {
  readability: { package: "@mozilla/readability", start: () => readability(jsdomParser) },
  "readability-linkedom": { package: "@mozilla/readability", start: () => readability(linkedomParser) },
  defuddle: { package: "defuddle", start: () => defuddle({}) },
  "defuddle-markdown": { package: "defuddle", start: () => defuddle({ markdown: true }) },
  "article-extractor": { package: "@extractus/article-extractor", start: articleExtractor },
  turndown: { package: "turndown", start: turndown },
};

/** jsdom as a parser: no scripts, no sub-resources, and its complaints about style sheets are nobody's concern. */
async function jsdomParser() {
  const { JSDOM, VirtualConsole } = await import("jsdom");
  return (html, url) => {
    const dom = new JSDOM(html, { url: absolute(url) ?? undefined, virtualConsole: new VirtualConsole() });
    return { document: dom.window.document, close: () => dom.window.close() };
  };
}

async function linkedomParser() {
  const { parseHTML } = await import("linkedom");
  return (html, url) => {
    // It makes no <html>, <head> and <body> of its own, and the libraries expect all three.
    const complete = /<body[\s>]/i.test(html) && /<html[\s>]/i.test(html);
    const { document } = parseHTML(complete ? html : `<!DOCTYPE html><html><head></head><body>${html}</body></html>`);
    // What defuddle asks a document for and linkedom lacks.
    document.styleSheets ??= [];
    if (document.defaultView && !document.defaultView.getComputedStyle) {
      document.defaultView.getComputedStyle = () => ({ display: "" });
    }
    if (url) document.URL = url;
    return { document, close: () => {} };
  };
}

async function readability(parser) {
  const { Readability } = await import("@mozilla/readability");
  const parse = await parser();
  return ({ html, url }) => {
    const { document, close } = parse(html, url);
    try {
      const found = document.documentElement && new Readability(document).parse();
      if (!found) return {};
      // The HTML and not textContent, which glues the end of one block to the start of the next.
      return {
        html: found.content,
        title: text(found.title),
        authors: list(found.byline),
        published: text(found.publishedTime),
        site_name: text(found.siteName),
        description: text(found.excerpt),
        language: text(found.lang),
      };
    } finally {
      close();
    }
  };
}

async function defuddle(settings) {
  const { Defuddle } = await import("defuddle/node");
  const parse = await linkedomParser(); // as its documentation does in Node
  return async ({ html, url }) => {
    const { document, close } = parse(html, url);
    try {
      // useAsync is on by default, and asks other services for what the page does not hold.
      const found = await Defuddle(document, absolute(url) ?? undefined, { ...settings, useAsync: false });
      return {
        [settings.markdown ? "markdown" : "html"]: found.content,
        title: text(found.title),
        authors: list(found.author),
        published: text(found.published),
        site_name: text(found.site),
        description: text(found.description),
        language: text(found.language),
        image: text(found.image),
      };
    } finally {
      close();
    }
  };
}

async function articleExtractor() {
  const { extractFromHtml } = await import("@extractus/article-extractor");
  const { defaultAllowedTags } = await import("./node_modules/@extractus/article-extractor/esm/src/config.js");
  // What is not allowed it removes with all that is in it, and by default <main> is not: where Readability keeps the
  // article inside <main>, as on golden/seeds/belarus-blog, nothing would be left.
  const settings = { allowedTags: [...defaultAllowedTags, "main"] };
  return async ({ html, url }) => {
    // Without any address it returns nothing at all, whatever the page says.
    const found = await extractFromHtml(html, absolute(url) ?? NO_ADDRESS, settings);
    if (!found) return {};
    return {
      html: found.content,
      title: text(found.title),
      authors: list(found.author),
      published: text(found.published),
      site_name: found.source === new URL(NO_ADDRESS).hostname ? null : text(found.source),
      description: text(found.description),
      image: text(found.image),
      canonical_url: found.url === NO_ADDRESS ? null : text(found.url),
    };
  };
}

async function turndown() {
  const { default: TurndownService } = await import("turndown");
  const { default: domino } = await import("@mixmark-io/domino"); // the parser that turndown itself uses
  // ATX as every Markdown reader knows it: underlined headings have two levels only.
  const service = new TurndownService({ headingStyle: "atx", codeBlockStyle: "fenced" });
  // Their code would stay as text.
  service.remove(["script", "style", "noscript", "template"]);
  return ({ html }) => {
    const { body } = domino.createDocument(html);
    return body ? { markdown: service.turndown(body) } : {};
  };
}

/** Return an address that a parser takes as the page's own; null for anything else. */
function absolute(url) {
  return url && URL.canParse(url) && /^https?:/i.test(url) ? url : null;
}

function text(value) {
  return typeof value === "string" && value.trim() ? value.trim() : null;
}

function list(value) {
  return text(value) ? [text(value)] : null;
}

const name = process.argv.slice(2).join("-");
const library = LIBRARIES[name];
if (!library) {
  console.error(`usage: node serve.mjs LIBRARY [MODE]; there are ${Object.keys(LIBRARIES).join(", ")}`);
  process.exit(2);
}
const manifest = new URL(`./node_modules/${library.package}/package.json`, import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8"));
await serve({ name, version }, await library.start());
