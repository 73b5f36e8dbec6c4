/** What an entry exports, and that starting it twice does no harm. */
import { assert } from "chai";

import { assertStillSigns } from "../../unit/example.mjs";

const functions = [
  "init",
  "validate",
  "sign",
  "toRequest",
  "endpoint",
  "decode",
  "explain",
  "diagnose",
  "inspect",
  "ramPolicy",
];
const classes = ["ValidationError", "CredentialsError", "ApiError", "NetworkError", "ImagePipelineClient"];

export const starting = [
  ["exports", (api) => [...functions, ...classes].forEach((name) => assert.isFunction(api[name], name))],
  [
    "started twice",
    async (api, start) => {
      await Promise.all([start(), start()]);
      assertStillSigns(api);
      await start();
      assertStillSigns(api);
    },
  ],
];
