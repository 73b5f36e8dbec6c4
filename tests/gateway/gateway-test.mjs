/** A gateway for the time of one test. */
import { test } from "node:test";

import { expired, inactive, NOW, PIPELINE, plain, temporary } from "./accounts.mjs";
import { startGateway } from "./gateway.mjs";

/** @param {string} name */
export function gatewayTest(name, use, options = {}) {
  test(name, async (context) => {
    const accounts = [plain, inactive, temporary, expired];
    const gateway = await startGateway({ accounts, now: () => NOW, pipelines: [PIPELINE], ...options });
    try {
      await use(gateway, context);
    } finally {
      await gateway.close();
    }
  });
}
