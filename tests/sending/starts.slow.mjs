import { test } from "node:test";

import { startInNode } from "./many-starts.mjs";

test("10,000 starts in Node", { timeout: 600_000 }, (t) => startInNode(10_000, t));
