/** `GET /` is the page. `POST /signed-url` signs, and sends nothing: that is up to the page. */
import { endpoint, sign, ValidationError } from "ecs-image-pipeline";

import { isAuthorized } from "./authorization.js";
import page from "./page.html";

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname === "/" && request.method === "GET") return servePage(env);
    if (pathname === "/signed-url" && request.method === "POST") return serveUrl(request, env);
    return new Response(null, { status: 404 });
  },
};

function servePage(env) {
  const nonce = crypto.randomUUID();
  const service = env.ENDPOINT ?? `https://${endpoint(env.REGION_ID)}`;
  return new Response(page.replace("<script", `<script nonce="${nonce}"`), {
    headers: {
      "content-type": "text/html;charset=utf-8",
      "content-security-policy": `default-src 'none'; script-src 'nonce-${nonce}'; connect-src 'self' ${service}; form-action 'none'`,
      "referrer-policy": "no-referrer",
    },
  });
}

async function serveUrl(request, env) {
  // A URL is signed for whoever holds it: it belongs into no cache.
  const headers = { "cache-control": "no-store" };
  try {
    if (!(await isAuthorized(request, env.TOKEN))) return new Response(null, { status: 401 });
    const { imagePipelineId, clientToken } = Object(await request.json());
    const { url, expiresAt } = sign({ regionId: env.REGION_ID, imagePipelineId, clientToken }, credentials(env), {
      ...(env.ENDPOINT && { endpoint: env.ENDPOINT }),
    });
    return Response.json({ url, expiresAt }, { headers });
  } catch (error) {
    if (error instanceof ValidationError) return Response.json({ issues: error.issues }, { status: 422, headers });
    if (error instanceof SyntaxError) return new Response(null, { status: 400 });
    console.error(error.message);
    return new Response(null, { status: 500 });
  }
}

function credentials({ ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET, ALIBABA_CLOUD_SECURITY_TOKEN }) {
  return {
    accessKeyId: ALIBABA_CLOUD_ACCESS_KEY_ID,
    accessKeySecret: ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    ...(ALIBABA_CLOUD_SECURITY_TOKEN && { securityToken: ALIBABA_CLOUD_SECURITY_TOKEN }),
  };
}
