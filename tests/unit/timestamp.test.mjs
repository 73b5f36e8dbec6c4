/** The time of signing: its forms, against JavaScript's own `Date`, and the mistakes that are told apart. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";

import fc from "fast-check";

import * as api from "../../dist/index.js";
import { credentials, request, withGlobal } from "./example.mjs";

/** The package without its types: these tests give it what the types forbid, too. */
const { decode, sign, ValidationError } = /** @type {any} */ (api);

const signAt = (timestamp) => sign(request, credentials, { timestamp, signatureNonce: "n" });
const written = (timestamp) => signAt(timestamp).timestamp;
/** What the server wants, by JavaScript's own calendar. */
const expected = (milliseconds) => new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, "Z");

const first = Date.parse("0000-01-01T00:00:00Z");
const last = Date.parse("9999-12-31T23:59:59.999Z");
const anyTime = fc.oneof(
  fc.integer({ min: first, max: last }),
  fc.integer({ min: Date.parse("1970-01-01T00:00:00Z"), max: Date.parse("2100-01-01T00:00:00Z") }),
  // Around midnight of the days around the end of February.
  fc
    .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: -2, max: 3 }), fc.integer({ min: -2000, max: 2000 }))
    .map(([year, day, ms]) => {
      const time = new Date(0);
      time.setUTCFullYear(year, 2, day);
      return time.getTime() + ms;
    }),
);
const zone = fc.record({
  sign: fc.constantFrom(1, -1),
  hours: fc.nat(14),
  minutes: fc.nat(59),
  colon: fc.constantFrom(":", ""),
});
const two = (number) => String(number).padStart(2, "0");

suite("forms", () => {
  for (const [name, timestamp] of /** @type {any[][]} */ ([
    ["a Date", new Date("2026-01-02T03:04:05.999Z")],
    ["milliseconds", 1_767_323_045_999],
    ["a text", "2026-01-02T03:04:05Z"],
    ["a fraction", "2026-01-02T03:04:05.999999999Z"],
    ["an offset", "2026-01-02T11:04:05+08:00"],
    ["an offset without colon", "2026-01-01T23:34:05-0330"],
    ["an offset and a fraction", "2026-01-02T03:04:05.5-00:00"],
  ])) {
    test(name, () => {
      const signed = signAt(timestamp);
      assert.equal(signed.timestamp, "2026-01-02T03:04:05Z");
      assert.equal(signed.expiresAt, "2026-01-02T03:19:05Z");
      assert.ok(signed.canonicalQuery.includes("&Timestamp=2026-01-02T03%3A04%3A05Z&"));
    });
  }
});

suite("against Date", () => {
  /** @param {(value: any) => [actual: unknown, expected: unknown]} write */
  const agrees = (arbitrary, write) =>
    fc.assert(
      fc.property(arbitrary, (value) => assert.equal(...write(value))),
      { numRuns: 3000 },
    );

  test("Dates", () => agrees(anyTime, (time) => [written(new Date(time)), expected(time)]));
  test("milliseconds", () =>
    agrees(
      anyTime.filter((time) => time <= 0 || time >= 1e11),
      (time) => [written(time), expected(time)],
    ));
  test("texts", () => agrees(anyTime, (time) => [written(new Date(time).toISOString()), expected(time)]));
  test("texts with an offset", () =>
    agrees(
      fc.tuple(
        anyTime.filter((time) => time > first + 1e9 && time < last - 1e9),
        zone,
      ),
      ([time, { sign, hours, minutes, colon }]) => {
        const local = new Date(time + sign * (hours * 60 + minutes) * 60_000).toISOString();
        const text = local.replace("Z", `${sign > 0 ? "+" : "-"}${two(hours)}${colon}${two(minutes)}`);
        return [written(text), expected(time)];
      },
    ));
  test("15 minutes later", () =>
    agrees(
      anyTime.filter((time) => time < last - 1e6),
      (time) => [signAt(new Date(time)).expiresAt, expected(time + 15 * 60_000)],
    ));
  test("the first and the last moment", () => {
    for (const time of [first, last, 0, -1, 951_782_400_000, 1e11])
      assert.equal(written(new Date(time)), expected(time));
    assert.equal(signAt(new Date(last)).expiresAt, "9999-12-31T23:59:59Z");
  });
});

test("0 is the beginning of 1970, be it seconds or milliseconds", () =>
  assert.equal(written(0), "1970-01-01T00:00:00Z"));

suite("the header Date, against Date", () => {
  const names = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
  const serverTime = (date) => decode({ status: 400, headers: { date }, body: "" }).error.serverTime;
  const recent = fc.integer({ min: 0, max: Date.parse("2069-12-31T23:59:59Z") });
  /** `Fri, 02 Jan 2026 03:04:05 GMT` in another form of RFC 9110. */
  /** @type {Record<string, any[]>} */
  const forms = {
    "IMF-fixdate": [anyTime, (time) => time.toUTCString()],
    "RFC 850": [
      recent,
      (time) => {
        const [, day, month, year, clock] = time.toUTCString().split(" ");
        return `${names[time.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${clock} GMT`;
      },
    ],
    asctime: [
      recent,
      (time) => {
        const [weekday, day, month, year, clock] = time.toUTCString().split(/,? /);
        return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${clock} ${year}`;
      },
    ],
    "an offset": [recent, (time) => new Date(time.getTime() + 8 * 3_600_000).toUTCString().replace("GMT", "+0800")],
  };
  for (const [name, [times, write]] of Object.entries(forms)) {
    test(name, () =>
      fc.assert(
        fc.property(times, (/** @type {any} */ milliseconds) => {
          const time = new Date(milliseconds);
          assert.equal(serverTime(write(time)), time.toUTCString());
        }),
      ),
    );
  }
});

suite("mistakes", () => {
  const invalid = "InvalidTimeStamp.Format";
  for (const [name, timestamp, code, words] of /** @type {any[][]} */ ([
    ["no zone", "2026-01-02T03:04:05", invalid, /time zone/],
    ["no zone, with a fraction", "2026-01-02T03:04:05.123", invalid, /time zone/],
    ["seconds", 1_767_323_045, invalid, /seconds since 1970/],
    ["one", 1, invalid, /seconds since 1970/],
    ["the last number that is taken for seconds", 99_999_999_999, invalid, /seconds since 1970/],
    ["a date alone", "2026-01-02", invalid, /such as/],
    ["no seconds", "2026-01-02T03:04Z", invalid, /such as/],
    ["a space for the T", "2026-01-02 03:04:05Z", invalid, /such as/],
    ["an HTTP date", "Fri, 02 Jan 2026 03:04:05 GMT", invalid, /such as/],
    ["a number as text", "1767323045999", invalid, /such as/],
    ["no digits after the point", "2026-01-02T03:04:05.Z", invalid, /such as/],
    ["a day that is not", "2026-02-29T03:04:05Z", invalid, /such as/],
    ["a day that is not, in 1900", "1900-02-29T03:04:05Z", invalid, /such as/],
    ["the 31st of April", "2026-04-31T03:04:05Z", invalid, /such as/],
    ["month 13", "2026-13-01T03:04:05Z", invalid, /such as/],
    ["hour 24", "2026-01-02T24:00:00Z", invalid, /such as/],
    ["minute 60", "2026-01-02T03:60:05Z", invalid, /such as/],
    ["a leap second", "2016-12-31T23:59:60Z", invalid, /such as/],
    ["an odd offset", "2026-01-02T03:04:05+25:00", invalid, /such as/],
    ["half an offset", "2026-01-02T03:04:05+08", invalid, /such as/],
    ["a small z", "2026-01-02T03:04:05z", invalid, /such as/],
    ["more after the zone", "2026-01-02T03:04:05Z ", invalid, /such as/],
    ["other digits", "２０２６-01-02T03:04:05Z", invalid, /such as/],
    ["an empty text", "", invalid, /such as/],
    ["five digits of a year", "+010000-01-01T00:00:00Z", invalid, /such as/],
    ["the year 10000", new Date(last + 1), invalid, /0000 and 9999/],
    ["the year -1", new Date(first - 1), invalid, /0000 and 9999/],
    ["the year -1 by its offset", "0000-01-01T00:00:00+00:01", invalid, /0000 and 9999/],
    ["an invalid Date", new Date(Number.NaN), "WrongType", /an invalid Date/],
    ["NaN", Number.NaN, "WrongType", /milliseconds/],
    ["Infinity", Infinity, "WrongType", /milliseconds/],
    ["a bigint", 1_767_323_045_999n, "WrongType", /a bigint/],
    ["a boolean", true, "WrongType", /a boolean/],
    ["an object", {}, "WrongType", /an object/],
  ])) {
    test(name, () => {
      assert.throws(
        () => signAt(timestamp),
        (/** @type {any} */ error) => {
          assert.ok(error instanceof ValidationError);
          assert.deepEqual(
            error.issues.map((issue) => [issue.path, issue.code]),
            [["options.timestamp", code]],
          );
          assert.match(error.issues[0].message.en, words);
          return true;
        },
      );
    });
  }

  test("each mistake has words of its own", () => {
    const texts = ["2026-01-02T03:04:05", 1, "x", new Date(last + 1), {}].map((timestamp) => {
      try {
        signAt(timestamp);
      } catch (error) {
        return error.issues[0].message;
      }
    });
    for (const language of ["en", "zh"]) assert.equal(new Set(texts.map((text) => text[language])).size, 5);
  });
});

test("the default is now", () => {
  const before = Math.floor(Date.now() / 1000);
  const at = Date.parse(sign(request, credentials).timestamp) / 1000;
  assert.ok(before <= at && at <= Date.now() / 1000);
  class Frozen extends Date {
    static now = () => 1_767_323_045_678;
  }
  assert.equal(
    withGlobal("Date", Frozen, () => sign(request, credentials).timestamp),
    "2026-01-02T03:04:05Z",
  );
});
