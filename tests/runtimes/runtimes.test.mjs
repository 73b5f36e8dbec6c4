/** The packed package in every runtime but Firefox, which `firefox.slow.mjs` has. */
import { launchChromium } from "../page/browsers.mjs";
import { browser, bun, deno, program, testRuntimes, workerd } from "./run.mjs";

testRuntimes([
  ["Node, ES modules", /^Node/, program(process.execPath, "module.mjs")],
  ["Node, CommonJS", /^Node/, program(process.execPath, "commonjs.cjs")],
  ["Deno, ES modules", /^Deno/, program(...deno, "module.mjs")],
  ["Deno, CommonJS", /^Deno/, program(...deno, "commonjs.cjs")],
  ["Bun, ES modules", /^Bun/, program(bun, "module.mjs")],
  ["Bun, CommonJS", /^Bun/, program(bun, "commonjs.cjs")],
  ["workerd", /^Cloudflare-Workers/, workerd],
  ["Chromium", / (Headless)?Chrome\//, browser(launchChromium)],
]);
