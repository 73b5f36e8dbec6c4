// For browsers: runs the suite on the entry that the page's address names, and posts the outcome there.
import { runSuite } from "./suite.js";

const entry = new URLSearchParams(location.search).get("entry");
const wasm = () => fetch(import.meta.resolve("ecs-image-pipeline/ecs_image_pipeline.wasm"));
const outcome = await import(entry).then(
  (api) => runSuite(api, entry.endsWith("/slim") ? () => api.init(wasm()) : api.init),
  (error) => ({ passed: 0, failed: [String(error)] }),
);
await fetch("/outcome", { method: "POST", body: JSON.stringify(outcome) });
