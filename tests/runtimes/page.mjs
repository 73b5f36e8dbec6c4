// For browsers: runs the suite on the entry that the page's address names, and posts the outcome there.
import { runSuite } from "./suite.js";

const entry = new URLSearchParams(location.search).get("entry");

async function runSlim(api) {
  const wasm = import.meta.resolve("ecs-image-pipeline/ecs_image_pipeline.wasm");
  const bytes = new Uint8Array(await (await fetch(wasm)).arrayBuffer());
  let copies = 0;
  const fresh = () => import(`./copy-${copies++}.js`);
  return runSuite(api, () => api.init(fetch(wasm)), { fresh, bytes });
}

const outcome = await import(entry)
  .then((api) => (entry.endsWith("/slim") ? runSlim(api) : runSuite(api, api.init)))
  .catch((error) => ({ passed: 0, failed: [String(error)] }));
await fetch("/outcome", { method: "POST", body: JSON.stringify(outcome) });
