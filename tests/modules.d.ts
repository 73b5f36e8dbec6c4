// What is not installed beside the tests, or has no types.
declare module "@alicloud/pop-core";
declare module "@alicloud/openapi-util";
declare module "*/sirv/build.mjs";
declare module "*.html";
declare module "@noble/hashes/*";
declare module "@rollup/plugin-node-resolve";
declare module "rollup";
declare module "vite";
declare module "webpack";
declare module "esbuild";
declare module "ws";
declare module "*.wasm";
declare module "httpx";
declare module "mitata";
// Made of the tests when they run.
declare module "*/suite.js";
declare module "*/worker.js";
