/** Starts one build at each endpoint and reports the outcome. Needs nothing but JavaScript, so that it runs in any runtime. */

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
  const whole = depth === 0 ? [JSON.stringify(error), inspect?.(error, { depth: 20, showHidden: true })] : [];
  return [String(error), ...members, ...whole].join("\n");
}

async function startOne({ ImagePipelineClient }, { endpoint, options }, inspect) {
  let read = 0;
  /** The platform's, which counts the bytes that are read of a body, as they are after decompression. */
  async function counting(url, init) {
    const response = await fetch(url, init);
    if (response.status !== 200 || response.body === null) return response;
    const count = new TransformStream({
      transform(chunk, controller) {
        read += chunk.byteLength;
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(count), { status: 200, headers: response.headers });
  }
  const client = new ImagePipelineClient({
    regionId: "cn-hangzhou",
    credentials,
    endpoint,
    fetch: counting,
    ...options,
  });
  const begin = Date.now();
  try {
    const { executionId } = await client.start({ imagePipelineId: "ip-1" });
    return { outcome: executionId, leaks: false, ms: Date.now() - begin, read };
  } catch (error) {
    const leaks = SECRETS.some((secret) => shown(error, inspect).includes(secret));
    return { outcome: `${error.name} ${error.code} ${error.attempts}`, leaks, ms: Date.now() - begin, read };
  }
}

/** All at once. `inspect` is Node's, where there is one. */
export async function startAll(api, calls, inspect) {
  return Object.fromEntries(
    await Promise.all(calls.map(async (call) => [call.name, await startOne(api, call, inspect)])),
  );
}
