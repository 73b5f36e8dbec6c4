/** Where a request goes: the default of each region, and endpoints that are given. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";

import * as api from "../../dist/index.js";
import { credentials, request } from "./example.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const { endpoint, sign, ValidationError } = /** @type {any} */ (api);

/** `endpointMap` of @alicloud/ecs20140526 7.11.6, but for cn-hangzhou, which has the host of the rule today. */
const exceptions = {
  "ecs-cn-hangzhou.aliyuncs.com": `cn-shanghai-finance-1 cn-shenzhen-finance-1 cn-beijing-nu16-b01 cn-fujian
    cn-haidian-cm12-c01 cn-hangzhou-bj-b01 cn-hangzhou-internal-prod-1 cn-hangzhou-internal-test-1
    cn-hangzhou-internal-test-2 cn-hangzhou-internal-test-3 cn-hangzhou-test-306 cn-shanghai-et15-b01
    cn-shanghai-et2-b01 cn-shanghai-internal-test-1 cn-shenzhen-st4-d01 cn-shenzhen-su18-b01 cn-zhangbei-na61-b01`,
  "ecs.aliyuncs.com": `cn-north-2-gov-1 cn-beijing-gov-1 cn-hangzhou-finance ap-northeast-2-pop cn-beijing-finance-pop
    cn-hongkong-finance-pop rus-west-1-pop cn-shanghai-inner cn-shenzhen-inner cn-wuhan cn-yushanfang cn-zhangbei`,
  "ecs.cn-qingdao-nebula.aliyuncs.com": "cn-edge-1 cn-huhehaote-nebula-1 cn-zhengzhou-nebula-1",
  "ecs.cn-zhangjiakou.aliyuncs.com": "cn-zhangjiakou-na62-a01",
  "ecs.cn-shenzhen-cloudstone.aliyuncs.com": "eu-west-1-oxs",
};
const regular = [
  "cn-hangzhou",
  "cn-beijing",
  "cn-hongkong",
  "us-west-1",
  "eu-central-1",
  "cn-wulanchabu",
  "cn-hangzhou-finance-1",
  "region-of-the-future",
];

const originOf = (regionId, options) => new URL(sign({ ...request, regionId }, credentials, options).url).origin;

suite("default", () => {
  for (const regionId of regular) {
    test(regionId, () => {
      assert.equal(endpoint(regionId), `ecs.${regionId}.aliyuncs.com`);
      assert.equal(endpoint(regionId, { network: "public" }), `ecs.${regionId}.aliyuncs.com`);
      assert.equal(endpoint(regionId, { network: "vpc" }), `ecs-vpc.${regionId}.aliyuncs.com`);
      assert.equal(originOf(regionId), `https://ecs.${regionId}.aliyuncs.com`);
    });
  }
  for (const [host, regionIds] of Object.entries(exceptions)) {
    test(host, () => {
      for (const regionId of regionIds.split(/\s+/)) {
        assert.equal(endpoint(regionId), host);
        assert.equal(endpoint(regionId, { network: "vpc" }), host);
        assert.equal(originOf(regionId), `https://${host}`);
      }
    });
  }
  test("case of the region, and options left out", () => {
    assert.equal(endpoint("CN-Hangzhou-Finance"), "ecs.aliyuncs.com");
    assert.equal(endpoint("CN-Beijing", null), "ecs.cn-beijing.aliyuncs.com");
    assert.equal(endpoint("cn-beijing", { network: undefined }), "ecs.cn-beijing.aliyuncs.com");
  });
});

suite("endpoint refuses", () => {
  for (const [name, values, path, code] of /** @type {any[][]} */ ([
    ["no region", [], "regionId", "MissingParameter"],
    ["null", [null], "regionId", "MissingParameter"],
    ["an empty region", [""], "regionId", "MissingParameter"],
    ["a number", [1], "regionId", "WrongType"],
    ["white space", ["cn-hangzhou "], "regionId", "InvalidRegionId.NotFound"],
    ["a host of someone else", ["x.evil.example/?"], "regionId", "InvalidRegionId.NotFound"],
    ["an unknown network", ["cn-hangzhou", { network: "VPC" }], "options.network", "InvalidEndpoint"],
    ["an unknown option", ["cn-hangzhou", { vpc: true }], "options.vpc", "UnknownField"],
    ["options of another type", ["cn-hangzhou", "vpc"], "options", "WrongType"],
  ])) {
    test(name, () => {
      assert.throws(
        () => endpoint(...values),
        (/** @type {any} */ error) => {
          assert.ok(error instanceof ValidationError);
          assert.deepEqual(
            error.issues.map((issue) => [issue.path, issue.code]),
            [[path, code]],
          );
          return true;
        },
      );
    });
  }
});

suite("given", () => {
  for (const [given, origin] of [
    ["ecs.cn-hangzhou.aliyuncs.com", "https://ecs.cn-hangzhou.aliyuncs.com"],
    ["ECS-vpc.CN-hangzhou.aliyuncs.com", "https://ecs-vpc.cn-hangzhou.aliyuncs.com"],
    ["https://ecs.aliyuncs.com", "https://ecs.aliyuncs.com"],
    ["HTTPS://ecs.aliyuncs.com/", "https://ecs.aliyuncs.com"],
    ["https://ecs.aliyuncs.com:8443", "https://ecs.aliyuncs.com:8443"],
    ["proxy:1", "https://proxy:1"],
    ["localhost:8080", "https://localhost:8080"],
    ["http://localhost", "http://localhost"],
    ["http://localhost:65535/", "http://localhost:65535"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["http://127.255.255.254", "http://127.255.255.254"],
    ["http://[::1]:8080", "http://[::1]:8080"],
    ["https://[::1]", "https://[::1]"],
    ["10.0.0.1:443", "https://10.0.0.1:443"],
  ]) {
    test(given, () => {
      for (const method of ["GET", "POST"]) {
        const { url } = sign(request, credentials, { endpoint: given, method });
        assert.equal(url.slice(0, origin.length + 1), `${origin}/`);
        // What the platform makes of it is the same host, and nothing of the rest of the URL is part of it.
        assert.equal(new URL(url).host, new URL(origin).host);
        assert.equal(new URL(url).pathname, "/");
      }
    });
  }

  for (const given of [
    "",
    " ",
    "https://",
    "/",
    "http:///x",
    "ftp://ecs.aliyuncs.com",
    "javascript://ecs.aliyuncs.com",
    "file:///etc",
    "wss://ecs.aliyuncs.com",
    "http://ecs.aliyuncs.com",
    "http://10.0.0.1",
    "http://0.0.0.0",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://[::2]",
    "https://user@ecs.aliyuncs.com",
    "https://user:word@ecs.aliyuncs.com",
    "user@ecs.aliyuncs.com",
    "https://ecs.aliyuncs.com/api",
    "https://ecs.aliyuncs.com//",
    "ecs.aliyuncs.com/?a=b",
    "ecs.aliyuncs.com?a=b",
    "ecs.aliyuncs.com#a",
    "ecs.aliyuncs.com\\a",
    "https:/ecs.aliyuncs.com",
    "//ecs.aliyuncs.com",
    "https:ecs.aliyuncs.com",
    "ecs..aliyuncs.com",
    ".aliyuncs.com",
    "ecs.aliyuncs.com.",
    "-a.com",
    "a-.com",
    "ecs_a.aliyuncs.com",
    "ecs aliyuncs.com",
    " ecs.aliyuncs.com",
    "ecs.aliyuncs.com\n",
    "ecs\0.aliyuncs.com",
    "ecs.%61liyuncs.com",
    "ecs.例子.com",
    "ecs。aliyuncs.com",
    `${"a".repeat(64)}.com`,
    `${"abc.".repeat(63)}com`,
    "http://127.1",
    "http://0x7f000001",
    "http://2130706433",
    "https://0x7f.1",
    "https://256.256.256.256",
    "https://[::1",
    "https://[nonsense]",
    "https://[2001:db8::1]",
    "::1",
    "http://127.0.0.01",
    "http://127.0.0.256",
    "https://1.2.3",
    "http://[::ffff:127.0.0.1%25lo]",
    "ecs.aliyuncs.com:",
    "ecs.aliyuncs.com:0",
    "ecs.aliyuncs.com:65536",
    "ecs.aliyuncs.com:+80",
    "ecs.aliyuncs.com:8o",
    "ecs.aliyuncs.com:80:80",
  ]) {
    test(`refused: ${JSON.stringify(given)}`, () => {
      assert.throws(
        () => sign(request, credentials, { endpoint: given }),
        (/** @type {any} */ error) => {
          assert.ok(error instanceof ValidationError);
          assert.deepEqual(
            error.issues.map(({ path, code }) => [path, code]),
            [["options.endpoint", "InvalidEndpoint"]],
          );
          return true;
        },
      );
    });
  }
});
