/** Starts one build at each endpoint, and tells what came of it. Needs nothing but JavaScript, so that it runs in any runtime. */

export const credentials = {
  accessKeyId: "STS.testid",
  accessKeySecret: "kQ7zXw3vJ9pLm2Rt",
  securityToken: "Hy6Bn4Gf8Ds1CaTe",
};
const SECRETS = [credentials.accessKeySecret, credentials.securityToken];

/** All that an error says: its members, those of its causes, and what `inspect` shows where there is one. */
function shown(error, inspect, depth = 0) {
  if (depth > 9 || (typeof error !== "object" && typeof error !== "function") || error === null) return String(error);
  const members = Object.getOwnPropertyNames(error).map((name) => `${name}: ${shown(error[name], inspect, depth + 1)}`);
  const told = depth === 0 ? [JSON.stringify(error), inspect?.(error, { depth: 20, showHidden: true })] : [];
  return [String(error), ...members, ...told].join("\n");
}

async function startOne({ ImagePipelineClient }, { endpoint, options }, { inspect, memory }) {
  const client = new ImagePipelineClient({ regionId: "cn-hangzhou", credentials, endpoint, ...options });
  const begin = Date.now();
  const before = memory?.();
  let peak = before;
  const timer = memory && setInterval(() => (peak = Math.max(peak, memory())), 5);
  const told = {};
  try {
    const { executionId } = await client.start({ imagePipelineId: "ip-1" });
    told.outcome = executionId;
  } catch (error) {
    told.outcome = `${error.name} ${error.code} ${error.attempts}`;
    told.leaks = SECRETS.some((secret) => shown(error, inspect).includes(secret));
    told.cause = `${error.cause}`;
  }
  clearInterval(timer);
  return { ...told, ms: Date.now() - begin, grown: peak - before };
}

/** Those whose memory is measured one after the other, the rest at once. */
export async function startAll(api, calls, tools = {}) {
  const told = {};
  for (const call of calls.filter(({ large }) => large)) told[call.name] = await startOne(api, call, tools);
  const rest = calls.filter(({ large }) => !large);
  await Promise.all(
    rest.map(async (call) => (told[call.name] = await startOne(api, call, { inspect: tools.inspect }))),
  );
  return told;
}
