/** The server's answer: what was pasted is decoded, and compared with the request that it belongs to. */

import {
  type Answer,
  type Diagnosis,
  type Difference,
  decode,
  diagnose,
  type ErrorDetails,
  explain,
  type Outcome,
  type RetryAdvice,
  type SignedRequest,
} from "ecs-image-pipeline";
import { acs3Parts, isAcs3, showAcs3 } from "./acs3-request.js";
import { byId, code, element, replace } from "./dom.js";
import { fact, showVerdict, type TableRow, table, whole } from "./findings.js";
import type { Filling } from "./form.js";
import { lastCopied, nonceOf, signedWith, valueOf } from "./history.js";
import { fillingOf, findRequest, isUnsigned, showInspection } from "./inspection.js";
import { around, fill, richText, setText } from "./language.js";
import { compareValues } from "./marks.js";
import { show } from "./steps.js";
import { categoryTexts, type Language, reasonTexts, type TextKey, type Texts } from "./texts.js";

/** The usual status of a refusal, where none was typed. */
const DEFAULT_STATUS = 400;

/** Before the string that the server signed; `diagnose` reads a line with it as it is. */
const ECHO = /server string ?to ?sign is/i;

/** The request that an answer is compared with. */
interface Compared {
  signed: SignedRequest;
  /** Whether the answer names its nonce. */
  isNamed: boolean;
}

/** What was pasted: the body, and what stood before it. */
interface Pasted {
  status?: number;
  headers: Record<string, string>;
  body: string;
}

/** What there is to show. */
interface Reading {
  outcome: Outcome;
  /** Present where the answer is about the signature, the clock or the credentials. */
  diagnosis?: Diagnosis | undefined;
  compared?: Compared | undefined;
  /** The nonce of the request that the server saw. */
  nonce?: string | undefined;
  /** Whether the text holds no answer at all. */
  isNothing?: boolean;
}

/** Reads what was pasted and shows what it means. `current` is the request that the form gives at the moment. */
export function showAnswer(current: SignedRequest | undefined, language: Language, t: Texts): void {
  const body = byId<HTMLTextAreaElement>("answer-body").value;
  const status = byId<HTMLInputElement>("answer-status");
  const typed = status.value.trim();
  const isWrong = typed !== "" && !/^[1-5]\d\d$/.test(typed);
  status.setAttribute("aria-invalid", String(isWrong));
  const taken = typed === "" ? answerIn(body).status : undefined;
  const hint = taken === undefined ? t.answerStatusHint : fill(t.answerStatusTaken, { status: taken });
  setText(byId("answer-status-hint"), isWrong ? t.answerStatusWrong : hint);

  const isEmpty = body.trim() === "" && (typed === "" || isWrong);
  byId("answer-result").hidden = isEmpty;
  byId("answer-empty").hidden = !isEmpty;
  filling = undefined;
  if (isEmpty) {
    replace("answer-verdict", []);
    replace("answer-facts", []);
    replace("answer-comparison", []);
    return;
  }
  if (!isAnswer(body)) {
    const inspected = findRequest(body);
    if ((isAcs3(body) && told(body) === undefined) || (inspected !== undefined && isUnsigned(inspected.inspection))) {
      const filled = fillingOf(acs3Parts(body));
      filling = { ...filled, fields: { ...filled.fields, signatureMethod: "ACS3-HMAC-SHA256" } };
      showAcs3(body, current, t);
      return;
    }
    if (inspected !== undefined) {
      filling = fillingOf(inspected.inspection);
      showInspection(inspected, language, t);
      return;
    }
  }
  const reading = read(body, typed === "" || isWrong ? undefined : Number(typed), current);
  showSummary(reading, language, t);
  showPolicy(reading.outcome);
  replace("answer-comparison", comparison(reading, language, t));
  replace("answer-facts", facts(reading, language, t));
}

/** The request of other code that was pasted, as the form would have it. */
let filling: Filling | undefined;

/** What was found to be a request of other code, rather than an answer, for the form. */
export function inspectedRequest(): Filling | undefined {
  return filling;
}

/** The timestamp and the nonce of the request that the pasted answer belongs to, decoded. */
export function pastedRequest(): { timestamp: string; signatureNonce: string } {
  const body = byId<HTMLTextAreaElement>("answer-body").value;
  return { timestamp: plain(valueOf("Timestamp", body)), signatureNonce: plain(nonceOf(body)) };
}

// --- Reading ------------------------------------------------------------------------------------------------------

/** Whether a text holds an answer that can be read as one, rather than a word that may be a code. */
function isAnswer(pasted: string): boolean {
  if (ECHO.test(pasted)) {
    return true;
  }
  const { body } = withoutHead(plainHead(pasted));
  return bodiesIn(body).some((part) => isRead(part));
}

function read(pasted: string, status: number | undefined, current: SignedRequest | undefined): Reading {
  const answer = answerIn(pasted);
  const outcome = decodeAs(answer, status);
  if (outcome.ok) {
    return { outcome };
  }
  const { error } = outcome;
  const nonce = nonceOf(error.serverStringToSign ?? answer.body);
  // A line of a log has no members to compare.
  const refusal = error.category === "answer" ? answer.body : error;
  const reason = (signed: SignedRequest | undefined) =>
    diagnose(signed ?? { stringToSign: "", timestamp: "" }, refusal);
  const compared = requestOf(nonce, current, (signed) => reason(signed).differences.length);
  const diagnosis = reason(compared?.signed);
  const isComparison = diagnosis.verdict === "Unclear" && compared === undefined;
  if (diagnosis.verdict === "NotAboutTheSignature" || isComparison) {
    const isNothing = error.code === "UnreadableAnswer" && (status ?? answer.status) === undefined;
    return { outcome, nonce, isNothing };
  }
  return { outcome, diagnosis, compared, nonce };
}

/** Of the requests with this nonce the one that differs least; a nonce that was typed belongs to many of them. */
function requestOf(
  nonce: string | undefined,
  current: SignedRequest | undefined,
  countDifferences: (signed: SignedRequest) => number,
): Compared | undefined {
  if (nonce === undefined) {
    const signed = lastCopied() ?? current;
    return signed && { signed, isNamed: false };
  }
  let best: { signed: SignedRequest; count: number } | undefined;
  for (const signed of signedWith(nonce)) {
    const count = countDifferences(signed);
    if (best === undefined || count < best.count) {
      best = { signed, count };
    }
  }
  if (best !== undefined) {
    return { signed: best.signed, isNamed: true };
  }
  return current && { signed: current, isNamed: false };
}

/** Without a status, what reads as a success is one. */
function decodeAs(answer: Omit<Answer, "status"> & { status?: number }, typed: number | undefined): Outcome {
  const status = typed ?? answer.status;
  if (status !== undefined) {
    return decode({ ...answer, status });
  }
  const outcome = decode({ ...answer, status: 200 });
  return outcome.ok ? outcome : decode({ ...answer, status: DEFAULT_STATUS });
}

/** What was pasted, as it came over the wire; of a log, the answer that it holds or tells of. */
function answerIn(pasted: string): Pasted {
  // `curl -v` marks the lines of the answer's head, and shows others.
  const answer = withoutHead(plainHead(pasted));
  if (isRead(answer.body) || ECHO.test(pasted)) {
    return answer;
  }
  const body = bodiesIn(answer.body).find(isRead) ?? told(answer.body);
  return body === undefined ? answer : { ...answer, body };
}

function plainHead(pasted: string): string {
  return /^< HTTP\//m.test(pasted) ? pasted.replace(/^(?:[*>]|[{}] \[).*\n/gm, "").replace(/^< ?/gm, "") : pasted;
}

/** The whole text, and what looks like JSON or XML in it. */
function bodiesIn(text: string): string[] {
  return [text, ...[/\{[\s\S]*\}/, /<(?:\?xml|Error|\w+Response)\b[\s\S]*>/].map((part) => part.exec(text)?.[0] ?? "")];
}

function isRead(body: string): boolean {
  const outcome = decodeAs({ headers: {}, body }, undefined);
  return outcome.ok || outcome.error.category !== "answer";
}

/** An answer made of what a client has printed of it: `ErrorCode: …`, or a code that is known. */
function told(log: string): string | undefined {
  const words = log.match(/[A-Za-z]+(?:\.[A-Za-z]+)*/g) ?? [];
  const isCode = (word: string) => {
    const explanation = explain(word);
    return explanation?.known === true && explanation.category !== "answer";
  };
  const Code = words.find(isCode) ?? /\b(?:Error)?Code["']?\s*[:=]\s*["']?([A-Z][\w.]*)/i.exec(log)?.[1];
  const RequestId = /\brequest[ _-]?id["']?\s*[:=]\s*["']?([\w-]+)/i.exec(log)?.[1];
  return Code === undefined ? undefined : JSON.stringify({ Code, RequestId, Message: log.trim() });
}

/** `curl -i` shows the status line and the headers before the body; a proxy's or `100 Continue` before those. */
function withoutHead(pasted: string): Pasted {
  let [status, headers, body]: [number | undefined, Record<string, string>, string] = [undefined, {}, pasted];
  for (;;) {
    const head = /^\s*HTTP\/[\d.]+ (\d{3})[^\n]*\n((?:[\w-]+:[^\n]*\n)*)(?:\r?\n|$)/.exec(body);
    if (head === null) {
      return { ...(status === undefined ? {} : { status }), headers, body };
    }
    const lines = (head[2] ?? "")
      .trim()
      .split("\n")
      .filter((line) => line !== "");
    status = Number(head[1]);
    headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    body = body.slice(head[0].length);
  }
}

/** A value as it was before it was encoded, twice, into a string to sign. */
function plain(value = ""): string {
  try {
    return decodeURIComponent(decodeURIComponent(value));
  } catch {
    return value;
  }
}

// --- The summary --------------------------------------------------------------------------------------------------

function showSummary({ outcome, diagnosis, isNothing }: Reading, language: Language, t: Texts): void {
  const verdict = diagnosis?.verdict ?? (outcome.ok ? "Success" : "NotAboutTheSignature");
  const [about, remedy] = isNothing
    ? [t.answerNothing, t.answerNothingRemedy]
    : outcome.ok
      ? [t.answerAccepted, t.answerWatch]
      : [(diagnosis ?? outcome.error).explanation[language], (diagnosis ?? outcome.error).remedy[language]];
  const line = headline(outcome, diagnosis, language, t);
  showVerdict({ verdict, state: stateOf(outcome, diagnosis), line, about, remedy }, t);
}

function stateOf(outcome: Outcome, diagnosis: Diagnosis | undefined): "ready" | "warning" | "error" {
  if (outcome.ok) {
    return "ready";
  }
  return diagnosis === undefined && outcome.error.retry.when !== "never" ? "warning" : "error";
}

function headline(outcome: Outcome, diagnosis: Diagnosis | undefined, language: Language, t: Texts): (Node | string)[] {
  if (outcome.ok) {
    return [t.answerSuccess];
  }
  if (diagnosis !== undefined) {
    const reason = reasonTexts[language][diagnosis.verdict];
    const { parameter, verdict } = diagnosis;
    const names = parameter !== undefined && verdict !== "AnotherRequest";
    return names ? [...richText(reason), t.colon, code(parameter)] : richText(reason);
  }
  const { category, code: errorCode } = outcome.error;
  return [category === "answer" ? t.answerUnreadable : t.answerRefused, t.colon, code(errorCode)];
}

/** The policy that would allow the call, where one is missing. */
function showPolicy(outcome: Outcome): void {
  const policy = outcome.ok ? undefined : outcome.error.policy;
  byId("answer-policy").hidden = policy === undefined;
  byId("out-policy").textContent = policy === undefined ? "" : JSON.stringify(policy, null, 2);
  show("out-policy", policy !== undefined);
}

// --- The facts ----------------------------------------------------------------------------------------------------

function facts({ outcome, diagnosis, isNothing }: Reading, language: Language, t: Texts): HTMLElement[] {
  if (outcome.ok) {
    return [
      fact("ExecutionId", [code(outcome.executionId, "answer-execution-id")], true),
      ...(outcome.requestId === "" ? [] : [fact(t.answerRequestId, [code(outcome.requestId, "answer-request-id")])]),
    ];
  }
  const { error } = outcome;
  if (diagnosis !== undefined && error.category === "answer") {
    // A line of a log: no answer, yet the server's string to sign is in it.
    const advice = explain("SignatureDoesNotMatch")?.retry ?? error.retry;
    return [fact(t.answerRetry, [element("span", { id: "answer-retry" }, [retrySentence(advice, language, t)])])];
  }
  const known = element("p", { className: "hint", id: "answer-known" }, richText(knownText(error, t)));
  known.dataset.known = String(error.known);
  const category = element("span", { className: "category", id: "answer-category" }, [
    categoryTexts[language][error.category],
  ]);
  category.dataset.category = error.category;
  const rows = [fact(t.answerCode, [code(error.code, "answer-code"), " ", category, known])];
  if (error.message !== "") {
    const label = error.category === "answer" ? t.answerStart : t.answerMessage;
    rows.push(fact(label, [element("span", { className: "answer-message", id: "answer-message" }, [error.message])]));
  }
  if (diagnosis !== undefined) {
    rows.push(fact(t.answerAbout, richText(error.explanation[language])));
  }
  if (!isNothing) {
    rows.push(
      fact(t.answerRetry, [element("span", { id: "answer-retry" }, [retrySentence(error.retry, language, t)])]),
    );
  }
  for (const [name, value] of Object.entries(error.accessDenied ?? {})) {
    const hint =
      name === "EncodedDiagnosticMessage" ? [element("p", { className: "hint" }, richText(t.answerEncoded))] : [];
    rows.push(fact(name, [code(value), ...hint], true));
  }
  if (error.requestId !== undefined) {
    rows.push(fact(t.answerRequestId, [code(error.requestId, "answer-request-id")]));
  }
  if (error.recommend !== undefined) {
    rows.push(fact(t.answerRecommend, [code(error.recommend, "answer-recommend")]));
  }
  return rows;
}

function knownText({ category, known }: ErrorDetails, t: Texts): string {
  if (category === "answer") {
    return t.answerOwnCode;
  }
  return known ? t.answerKnown : t.answerUnknown;
}

/** Whether to try again, as a sentence. */
export function retrySentence({ when, clientToken, delayMs }: RetryAdvice, language: Language, t: Texts): string {
  if (when === "never") {
    return clientToken === "new" ? `${t.retryNever}${t.sentenceSpace}${t.retryNewToken}` : t.retryNever;
  }
  const sentences: Record<typeof when, TextKey> = {
    now: "retryNow",
    later: "retryLater",
    afterExecution: "retryAfterExecution",
    afterClock: "retryAfterClock",
  };
  const seconds = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format((delayMs ?? 0) / 1000);
  const first = when === "later" && delayMs !== undefined ? fill(t.retryDelay, { seconds }) : t[sentences[when]];
  return `${first}${t.sentenceSpace}${clientToken === "new" ? t.retryNewToken : t.retrySameToken}`;
}

// --- The comparison -----------------------------------------------------------------------------------------------

function comparison({ outcome, diagnosis, compared, nonce }: Reading, language: Language, t: Texts): HTMLElement[] {
  if (outcome.ok || (nonce === undefined && (diagnosis?.differences ?? []).length === 0)) {
    return [];
  }
  const title = element("h2", { id: "answer-differences-title" }, [t.answerCompared]);
  const note = (text: (Node | string)[]) => element("p", { className: "hint", id: "answer-compared" }, text);
  if (compared === undefined || diagnosis === undefined) {
    return [title, note(richText(t.answerNoRequest))];
  }
  const { signed, isNamed } = compared;
  const parts =
    isNamed || nonce === undefined
      ? [note(around(t.answerComparedNamed, "time", [element("time", {}, [signed.timestamp])]))]
      : [note(around(t.answerComparedOther, "nonce", [code(plain(nonce))])), takeOver(t)];
  const { differences } = diagnosis;
  if (differences.length > 0) {
    const heads = [t.columnParameter, t.columnOurs, t.columnTheirs] as const;
    const rows = differences.map((difference) => differenceRow(difference, isNamed, language, t));
    parts.push(table(rows, heads, t), element("p", { className: "hint" }, [t.answerRest]));
  } else if (isNamed) {
    parts.push(element("p", { className: "answer-same" }, [t.answerSame]));
  }
  return [title, ...parts];
}

function takeOver(t: Texts): HTMLElement {
  const button = element("button", { className: "button", id: "take-over" }, [t.answerTakeOver]);
  button.setAttribute("type", "button");
  return button;
}

/** One difference, as a row. */
function differenceRow(difference: Difference, isNamed: boolean, language: Language, t: Texts): TableRow {
  const { parameter, kind, ours, theirs } = difference;
  const [ownMarks, theirMarks] =
    ours !== undefined && theirs !== undefined ? compareValues(ours, theirs) : [whole(ours), whole(theirs)];
  return {
    name: parameter,
    kind,
    about: kindText(difference, isNamed, language, t),
    values: [
      { value: ours, marks: ownMarks, absent: t.notSigned },
      { value: theirs, marks: theirMarks, absent: t.notArrived },
    ],
  };
}

/** What differs between two requests was not changed on the way. */
function kindText({ kind, ours, theirs }: Difference, isNamed: boolean, language: Language, t: Texts): string {
  if (kind === "AnotherRequest") {
    return t.anotherNonce;
  }
  if (isNamed) {
    return reasonTexts[language][kind];
  }
  return ours === undefined ? t.onlyTheirs : theirs === undefined ? t.onlyOurs : t.bothDiffer;
}
