import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { NOW, plain } from "./accounts.mjs";
import { acs3Request } from "./by-hand.mjs";
import { createGateway } from "./core.mjs";
import { listedFaults } from "./fault-schedule.mjs";
import { virtualFetch } from "./virtual-fetch.mjs";
import { createVirtualTime } from "./virtual-time.mjs";

const newTime = () => createVirtualTime({ now: NOW, settle: setImmediate });

test("who waits is woken in the order of time, at that time", async () => {
  const time = newTime();
  const woken = [];
  const began = performance.now();
  const wait = async (ms, name) => {
    await time.sleep(ms);
    woken.push([name, time.now() - NOW]);
  };
  await time.run(
    Promise.all([wait(3_600_000, "c"), wait(1, "a"), wait(20, "b").then(() => wait(5, "b2")), wait(20, "b3")]),
  );
  assert.deepEqual(woken, [
    ["a", 1],
    ["b", 20],
    ["b3", 20],
    ["b2", 25],
    ["c", 3_600_000],
  ]);
  assert.ok(performance.now() - began < 5000);
});

test("who is told to stop waiting does, and keeps no time", async () => {
  const time = newTime();
  const stop = new AbortController();
  const slept = time.sleep(60_000, stop.signal);
  await time.run(
    time
      .sleep(10)
      .then(() => stop.abort())
      .then(() => slept),
  );
  assert.equal(time.now() - NOW, 10);
  await time.run(time.sleep(5, stop.signal));
  assert.equal(time.now() - NOW, 10);
});

test("time stands still while something real is done", async () => {
  const time = newTime();
  let ended = false;
  const slow = time.real(() => new Promise((resolve) => setTimeout(resolve, 50))).then(() => (ended = true));
  await time.run(time.sleep(1).then(() => assert.ok(ended)));
  await slow;
});

test("waiting for what cannot come is an error", () =>
  assert.rejects(newTime().run(new Promise(() => {})), /Nobody waits/));

test("the network has a latency, drops connections, breaks answers off, and can be told to stop", async () => {
  const time = newTime();
  const faults = [undefined, "dropped before the work", "broken off", "slow", "page of a proxy"];
  const gateway = createGateway({ accounts: [plain], faultOf: listedFaults(faults) });
  const send = virtualFetch(time, ({ body, ...rest }, now) =>
    gateway.handle({ ...rest, body: Buffer.from(body) }, now),
  );
  const call = (signal) => {
    const { method, url, headers } = acs3Request();
    return time.run(send(`https://ecs.cn-hangzhou.aliyuncs.com${url}`, { method, headers, signal }));
  };
  const served = await call();
  assert.equal(served.status, 200);
  assert.match((await served.json()).ExecutionId, /^exec-/);
  assert.equal(time.now() - NOW, 50);
  await assert.rejects(call(), TypeError);
  const broken = await call();
  assert.equal(broken.status, 200);
  await assert.rejects(broken.text(), /terminated/);
  const stop = new AbortController();
  time.sleep(10_000).then(() => stop.abort(new Error("too late")));
  await assert.rejects(call(stop.signal), /too late/);
  assert.equal(time.now() - NOW, 10_150);
  assert.equal((await call()).headers.get("content-type"), "text/html");
  assert.equal(gateway.requests.length, 5);
});
