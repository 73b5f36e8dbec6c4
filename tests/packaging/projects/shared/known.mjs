import { sign, validate } from "ecs-image-pipeline";

/** A signature that the official SDK, @alicloud/pop-core 1.8.0, makes too, and an issue. */
export function known() {
  const { signature } = sign(
    { regionId: "cn-hangzhou", imagePipelineId: "ip-2ze5tsl5bp6nf2b3****" },
    { accessKeyId: "testid", accessKeySecret: "testsecret" },
    { timestamp: "2026-01-02T03:04:05Z", signatureNonce: "0123456789abcdef0123456789abcdef" },
  );
  const [{ path, code }] = validate({ regionId: "", imagePipelineId: "ip-1", clientToken: "t" });
  return { signature, path, code };
}
