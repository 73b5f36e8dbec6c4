/**
 * The demo page. One way: what was typed (form.ts) is signed (signing.ts), and what comes of it is shown as issues
 * (issues.ts), outputs (outputs.ts) and a verdict (below), at every key press. The server's answer (answer.ts) is
 * compared with the requests that were signed before (history.ts).
 */

import type { Issue, SignedRequest } from "ecs-image-pipeline";
import { pastedRequest, showAnswer } from "./answer.js";
import { addTagRow, byId, numberTagRows, readForm, removeTagRow } from "./form.js";
import { keepCopied, keepShown } from "./history.js";
import { controlOf, countIssues, showIssues } from "./issues.js";
import { applyTexts, around, fill, firstLanguage, remember } from "./language.js";
import { copy, selectAll, showOutputs } from "./outputs.js";
import { compilesWebAssembly, defaultEndpoint, signEntered, type Result } from "./signing.js";
import { texts, type Language } from "./texts.js";

/** So many fields are named in the sentence that says what to fix; it then fits into its place. */
const NAMED_FIELDS = 2;

const form = byId<HTMLFormElement>("form");
const imagePipelineId = byId<HTMLInputElement>("imagePipelineId");

let language: Language = firstLanguage();
let result: Result = { issues: [] };
let expiryTimer = 0;

/** Whether anything was entered. Before that, an empty form is no mistake. */
let isStarted = imagePipelineId.value !== "";

function update(): void {
  const entered = readForm();
  result = signEntered(entered);
  if (result.signed !== undefined) {
    keepShown(result.signed);
  }
  show();
}

/** Shows the result in the language of the moment. */
function show(): void {
  const t = texts[language];
  const { request, options, network } = readForm();
  const method = options.method ?? "GET";

  showIssues(isStarted ? result.issues : [], language, t);
  showOutputs(result.signed, method, t);
  showVerdict();
  showPasted();

  byId("more-fields-count").textContent = isStarted ? countIssues(issuesOfMoreFields(), "error", t) : "";
  const copyRequest = byId<HTMLButtonElement>("copy-request");
  copyRequest.textContent = copyRequestText();
  copyRequest.disabled = result.signed === undefined;
  if (result.failure === undefined) {
    byId<HTMLInputElement>("endpoint").placeholder = defaultEndpoint(request.regionId, network) ?? "";
  }
}

/** Shows what the pasted answer means; where WebAssembly does not run, the verdict says so. */
function showPasted(): void {
  if (result.failure === undefined) {
    showAnswer(result.signed, language, texts[language]);
  }
}

/** The errors of fields that may be folded away. */
function issuesOfMoreFields(): Issue[] {
  const moreFields = byId("more-fields");
  return result.issues.filter(({ path }) => moreFields.contains(controlOf(path)?.element ?? null));
}

// --- The verdict --------------------------------------------------------------------------------------------------

type State = "waiting" | "ready" | "warning" | "error";

function showVerdict(): void {
  const { state, line, detail } = verdict();
  const bar = document.querySelector<HTMLElement>(".verdict-bar");
  if (bar !== null) {
    bar.dataset["state"] = state;
  }
  byId("verdict-icon").setAttribute("href", `#icon-${state}`);
  // Setting the same text again would make some screen readers read it again.
  if (byId("verdict").textContent !== line) {
    byId("verdict").textContent = line;
  }
  byId("verdict-detail").replaceChildren(...detail);
}

function verdict(): { state: State; line: string; detail: (Node | string)[] } {
  const t = texts[language];
  const { issues, signed, failure } = result;
  clearTimeout(expiryTimer);

  if (failure !== undefined) {
    const name = failure instanceof Error ? failure.name : typeof failure;
    const detail = compilesWebAssembly() ? fill(t.detailFailed, { name }) : t.detailNoWebAssembly;
    return { state: "error", line: t.verdictFailed, detail: [detail] };
  }
  if (!isStarted) {
    return { state: "waiting", line: t.verdictWaiting, detail: [t.detailWaiting] };
  }
  const errors = countIssues(issues, "error", t);
  const warnings = countIssues(issues, "warning", t);
  if (signed === undefined) {
    const line = warnings === "" ? t.verdictErrors : t.verdictErrorsAndWarnings;
    return { state: "error", line: fill(line, { errors, warnings }), detail: whatToFix() };
  }

  const left = Date.parse(signed.expiresAt) - Date.now();
  if (left <= 0) {
    return { state: "warning", line: t.verdictExpired, detail: around(t.detailExpired, "time", [timeOf(signed)]) };
  }
  // The time of signing may lie so far ahead that a timer cannot wait for it.
  expiryTimer = setTimeout(showVerdict, Math.min(left, 60_000));
  const detail = around(t.detailReady, "time", [timeOf(signed)]);
  return warnings === ""
    ? { state: "ready", line: t.verdictReady, detail }
    : { state: "warning", line: fill(t.verdictWarnings, { warnings }), detail };
}

/** A sentence with the names of the fields that have errors; each name leads to its field. */
function whatToFix(): (Node | string)[] {
  const t = texts[language];
  const paths = new Set(result.issues.filter(({ severity }) => severity === "error").map(({ path }) => path));
  const fields = [...paths].map((path) => controlOf(path) ?? { element: form, name: t.wholeRequest });
  fields.sort((a, b) => (a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1));
  const links = fields.slice(0, NAMED_FIELDS).flatMap(({ element, name }, index) => {
    const link = document.createElement("button");
    link.type = "button";
    link.className = "link";
    link.textContent = name;
    link.addEventListener("click", () => goTo(element));
    return index === 0 ? [link] : [t.detailFieldSeparator, link];
  });

  const more = fields.length - NAMED_FIELDS;
  const list = more > 0 ? around(t.detailMore.replace("{count}", String(more)), "fields", links) : links;
  return around(t.detailErrors, "fields", list);
}

function timeOf(signed: SignedRequest): HTMLTimeElement {
  const time = document.createElement("time");
  time.dateTime = time.textContent = signed.expiresAt;
  return time;
}

function goTo(element: HTMLElement): void {
  element.closest("details")?.setAttribute("open", "");
  element.focus();
  element.scrollIntoView({ block: "center" });
}

// --- The language -------------------------------------------------------------------------------------------------

function speak(next: Language): void {
  language = next;
  const t = texts[language];
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = `${t.pageTitle} · ecs-image-pipeline`;
  applyTexts(document, t);
  numberTagRows("tag", t);
  numberTagRows("templateTag", t);
  showSecret(isSecretShown());
  for (const button of document.querySelectorAll<HTMLElement>("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset["lang"] === language));
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) {
    button.setAttribute("aria-label", fill(t.copyWhat, { what: nameOf(button) }));
  }
}

// --- Buttons ------------------------------------------------------------------------------------------------------

/** The heading above the value that a button copies. */
function nameOf(copyButton: HTMLElement): string {
  const value = byId(copyButton.dataset["copy"] ?? "");
  return byId(value.getAttribute("aria-labelledby") ?? "").textContent.trim();
}

/** The value that carries the signature: the URL, or the form body for POST. */
function copyRequestText(): string {
  return readForm().options.method === "POST" ? texts[language].copyBody : texts[language].copyUrl;
}

function isSecretShown(): boolean {
  return byId<HTMLInputElement>("accessKeySecret").type === "text";
}

function showSecret(isShown: boolean): void {
  const t = texts[language];
  byId<HTMLInputElement>("accessKeySecret").type = isShown ? "text" : "password";
  byId("show-secret").textContent = isShown ? t.hide : t.show;
  byId("show-secret").setAttribute("aria-label", isShown ? t.hideLabel : t.showLabel);
}

/** A version 4 UUID. `crypto.randomUUID` is missing where the page is served without https. */
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** What is in the outputs, rather than in the answer to an earlier request. */
const ofRequest = ".outputs:not(.answer) *";

function noteCopied(): void {
  if (result.signed !== undefined) {
    keepCopied(result.signed);
  }
}

/** Puts the timestamp and the nonce of the pasted answer into the form, and shows the comparison that this gives. */
function takeOver(): void {
  const { timestamp, signatureNonce } = pastedRequest();
  byId<HTMLInputElement>("timestamp").value = timestamp;
  byId<HTMLInputElement>("signatureNonce").value = signatureNonce;
  isStarted = true;
  update();
  byId("answer-verdict").focus();
}

function onClick(button: HTMLElement): void {
  const t = texts[language];
  const { lang, copy: source } = button.dataset;
  if (lang === "en" || lang === "zh") {
    remember(lang);
    speak(lang);
    show();
  } else if (source !== undefined) {
    if (button.matches(ofRequest)) {
      noteCopied();
    }
    const names = { what: nameOf(button), idle: () => texts[language].copy, texts: () => texts[language] };
    void copy(byId(source), button, names);
  } else if (button.id === "copy-request") {
    noteCopied();
    const isPost = readForm().options.method === "POST";
    const names = { what: isPost ? t.body : t.url, idle: copyRequestText, texts: () => texts[language] };
    void copy(byId(isPost ? "out-body" : "out-url"), button, names);
  } else if (button.id === "generate-token") {
    byId<HTMLInputElement>("clientToken").value = randomUuid();
    isStarted = true;
    update();
  } else if (button.id === "show-secret") {
    showSecret(!isSecretShown());
  } else if (button.id === "add-tag" || button.id === "add-template-tag") {
    addTagRow(button.id === "add-tag" ? "tag" : "templateTag", t);
    update();
  } else if (button.classList.contains("remove")) {
    removeTagRow(button.closest(".tag-row") as HTMLElement, t);
    update();
  } else if (button.id === "sign-again") {
    update();
  } else if (button.id === "take-over") {
    takeOver();
  }
}

// --- Start --------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest("button");
  if (button !== null) {
    onClick(button);
  }
  // A triple click takes in the line break after a box as well, in some browsers.
  const value = (event.target as Element).closest<HTMLElement>(".value");
  if (value !== null && event.detail === 3) {
    selectAll(value);
  }
});
form.addEventListener("input", () => {
  isStarted = true;
  update();
});
byId("answer").addEventListener("input", showPasted);
// A value may also be copied by hand.
document.addEventListener("copy", (event) => {
  if ((event.target as Element | null)?.closest?.(".value")?.matches(ofRequest)) {
    noteCopied();
  }
});
// Enter in an input would submit the form, and there is nowhere to submit it to.
form.addEventListener("submit", (event) => event.preventDefault());
// "Select all" within a value means that value, not the page.
document.addEventListener("keydown", (event) => {
  const value = (event.target as Element).closest<HTMLElement>(".value");
  if (value !== null && event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    selectAll(value);
  }
});
// Timers rest while a device sleeps.
document.addEventListener("visibilitychange", showVerdict);

speak(language);
update();
byId("boot").remove();
byId("app").hidden = false;
// On a touch screen the focus would open the keyboard over the page.
if (matchMedia("(pointer: fine)").matches) {
  imagePipelineId.focus({ preventScroll: true });
}
