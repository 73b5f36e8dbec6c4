import { refuse, throttled } from "./refusals.mjs";

const TWENTY_MINUTES_MS = 20 * 60 * 1000;
const PAGE =
  "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

/**
 * What a fault works with.
 *
 * @typedef {object} Serving
 * @property {(changes?: { skewMs?: number, longerMs?: number }) => import('./core.mjs').Outcome} serve serves the
 *   call as without a fault, with a clock that is so far ahead, and work that takes so much longer
 * @property {(refusal: import('./refusals.mjs').Refusal) => import('./core.mjs').Outcome} refuse
 * @property {number} random at least 0, less than 1
 */

/**
 * What can go wrong between a client and the service, by name.
 *
 * @type {Readonly<Record<string, (serving: Serving) => import('./core.mjs').Outcome>>}
 */
export const faults = Object.freeze({
  "dropped before the work": () => dropped,
  "dropped after the work": ({ serve }) => {
    serve();
    return dropped;
  },
  "InternalError before the work": ({ refuse: answer }) => answer(refuse("InternalError")),
  "InternalError after the work": ({ serve, refuse: answer }) => {
    serve();
    return answer(refuse("InternalError"));
  },
  ServiceUnavailable: ({ refuse: answer }) => answer(refuse("ServiceUnavailable")),
  throttled: ({ refuse: answer, random }) => answer(throttled(1 + Math.floor(random * 5000))),
  // Up to two minutes, which few clients wait for.
  slow: ({ serve, random }) => serve({ longerMs: 1 + Math.floor(random * 120_000) }),
  "broken off": ({ serve, random }) => {
    const outcome = serve();
    return { ...outcome, sentBytes: shorter(outcome.answer.body, random) };
  },
  // As by a proxy that closes in good order: nothing shows but the text itself.
  "cut short": ({ serve, random }) => {
    const outcome = serve();
    const body = outcome.answer.body.slice(0, shorter(outcome.answer.body, random));
    return { ...outcome, answer: { ...outcome.answer, body } };
  },
  "clock 20 minutes fast": ({ serve }) => serve({ skewMs: TWENTY_MINUTES_MS }),
  "clock 20 minutes slow": ({ serve }) => serve({ skewMs: -TWENTY_MINUTES_MS }),
  // As by a proxy that sends again by itself, and passes on the second answer.
  "sent twice": ({ serve }) => {
    serve();
    return serve();
  },
  "page of a proxy": () => ({
    answer: { status: 502, headers: { "content-type": "text/html", server: "nginx" }, body: PAGE },
    delayMs: 0,
  }),
});

const dropped = Object.freeze({ delayMs: 0 });

function shorter(text, random) {
  return Math.floor(random * text.length);
}
