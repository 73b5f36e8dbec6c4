/** Random requests are signed as `@alicloud/openapi-util` signs them. */
import { test } from "node:test";

import { compareAcs3, compareHmacSha1 } from "./openapi-util.mjs";

test("HMAC-SHA1", () => compareHmacSha1(10_000));
test("ACS3-HMAC-SHA256", () => compareAcs3(10_000));
