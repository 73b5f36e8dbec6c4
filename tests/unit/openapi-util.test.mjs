/** Random requests are signed as `@alicloud/openapi-util` signs them. `openapi-util.slow.mjs` has 10,000. */
import { test } from "node:test";

import { compareAcs3, compareHmacSha1 } from "./openapi-util.mjs";

test("HMAC-SHA1", () => compareHmacSha1(500, 1));
test("ACS3-HMAC-SHA256", () => compareAcs3(500, 1));
