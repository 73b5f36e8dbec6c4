/**
 * The page. One way: what was typed (form.ts) is signed (signing.ts), and what comes of it is shown as issues (issues.ts),
 * steps (steps.ts), code to take away (take.ts) and a verdict (below), at every key press. What is pasted to be repaired
 * (answer.ts, inspection.ts) is compared with the requests that were signed before (history.ts). The URL follows
 * (sharing.ts, fragment.ts).
 */

import type { Issue, SignedRequest } from "ecs-image-pipeline";
import { inspectedRequest, pastedRequest, showAnswer } from "./answer.js";
import { goToEntry, showCatalogue } from "./catalogue.js";
import { announce, answer, copy, copyText, selectAll } from "./copying.js";
import { byId, element } from "./dom.js";
import { examples, isExample } from "./examples.js";
import { addTagRow, type Filling, fillForm, numberTagRows, readForm, removeTagRow } from "./form.js";
import { readFragment } from "./fragment.js";
import { keepCopied, keepShown } from "./history.js";
import { controlOf, countIssues, showIssues } from "./issues.js";
import { applyTexts, around, fill, firstLanguage, remember, setText } from "./language.js";
import { light, pin } from "./parameters.js";
import { showRamPolicy } from "./policy.js";
import { codeIn, currentFragment, follow, isNewFragment, put } from "./sharing.js";
import { compilesWebAssembly, defaultEndpoint, type Result, signEntered } from "./signing.js";
import { curl, isSnippet } from "./snippets.js";
import { moveInTable, showSteps, valueToCopy } from "./steps.js";
import { isTab, shownTab, showTab, type Tab, tabOfKey } from "./tabs.js";
import { chooseSnippet, showSnippet } from "./take.js";
import { type Language, type TextKey, texts } from "./texts.js";
import { firstTheme, isTheme, rememberTheme, showTheme } from "./theme.js";

/** So many fields are named in the sentence that says what to fix; it then fits into its place. */
const NAMED_FIELDS = 2;

const form = byId<HTMLFormElement>("form");
const imagePipelineId = byId<HTMLInputElement>("imagePipelineId");

let language: Language = firstLanguage();
let result: Result = { issues: [] };
let expiryTimer = 0;
/** What the notice says, if anything. */
let notice: TextKey | undefined;

/** Whether anything was entered. Before that the form has an example, or nothing, and neither is a mistake. */
let isStarted = imagePipelineId.value !== imagePipelineId.defaultValue;

function update(): void {
  result = signEntered(readForm());
  if (result.signed !== undefined) {
    keepShown(result.signed);
  }
  show();
}

/** Shows the result in the language of the moment. */
function show(): void {
  const t = texts[language];
  const entered = readForm();
  const { request, options, network } = entered;

  showIssues(isStarted ? result.issues : [], language, t);
  showSteps(result.signed, options.signatureMethod, options.method ?? "GET", t);
  showSnippet(result.signed, entered, t);
  showVerdict();
  showPart();

  setText(
    byId("imagePipelineId-hint"),
    isStarted || imagePipelineId.value === "" ? t.imagePipelineIdHint : t.imagePipelineIdExample,
  );
  byId("more-fields-count").textContent = isStarted ? countIssues(issuesOfMoreFields(), "error", t) : "";
  const copyRequest = byId<HTMLButtonElement>("copy-request");
  copyRequest.textContent = copyRequestText();
  copyRequest.disabled = result.signed === undefined;
  if (result.failure === undefined) {
    byId<HTMLInputElement>("endpoint").placeholder = defaultEndpoint(request.regionId, network) ?? "";
  }
}

/** Shows the part in view, but for the form, which is always shown. */
function showPart(): void {
  if (result.failure !== undefined) {
    // The verdict says so.
    return;
  }
  const t = texts[language];
  const tab = shownTab();
  if (tab === "policy") {
    showRamPolicy(language, t);
  } else if (tab === "errors") {
    showCatalogue(language, t);
  } else if (tab === "repair") {
    // What is pasted has nothing to do with the example.
    showAnswer(isStarted ? result.signed : undefined, language, t);
    showContext();
  }
}

/** With what is compared what was pasted. */
function showContext(): void {
  const t = texts[language];
  const link = element("button", { className: "link", id: "to-form" }, [t.tabSign]);
  link.setAttribute("type", "button");
  const id = byId<HTMLInputElement>("accessKeyId").value || "–";
  const parts = around(t.repairContext, "sign", [link]).flatMap((part) =>
    typeof part === "string" && part.includes("{id}") ? around(part, "id", [element("code", {}, [id])]) : [part],
  );
  const context = byId("repair-context");
  const next = element("p", {}, parts);
  if (context.innerHTML !== next.innerHTML) {
    context.replaceChildren(...next.childNodes);
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
    bar.dataset.state = state;
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
    const [line, detail] =
      signed === undefined ? [t.verdictWaiting, t.detailWaiting] : [t.verdictExample, t.detailExample];
    return { state: "waiting", line, detail: [detail] };
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
  showExamples();
  showNotice();
  for (const button of document.querySelectorAll<HTMLElement>("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === language));
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-copy]")) {
    button.setAttribute("aria-label", fill(t.copyWhat, { what: nameOf(button) }));
  }
}

// --- Parts of the page --------------------------------------------------------------------------------------------

function goToTab(tab: Tab): void {
  showTab(tab);
  showPart();
}

function showExamples(): void {
  const t = texts[language];
  const buttons = Object.entries(examples).map(([name, { title, about }]) => {
    const button = element("button", { className: "example" }, [
      element("strong", {}, [t[title]]),
      element("span", { className: "hint" }, [t[about]]),
    ]);
    button.setAttribute("type", "button");
    button.dataset.example = name;
    return button;
  });
  const isRepair = (button: HTMLElement) => {
    const name = button.dataset.example;
    return isExample(name) && "pasted" in examples[name];
  };
  const group = (title: string, list: HTMLElement[]) => [element("p", { className: "menu-title" }, [title]), ...list];
  byId("example-list").replaceChildren(
    ...group(
      t.examplesSign,
      buttons.filter((button) => !isRepair(button)),
    ),
    ...group(t.examplesRepair, buttons.filter(isRepair)),
  );
}

/** Puts a request into the form. */
function load(filling: Filling, tab: Tab, pasted?: string): void {
  fillForm({ ...filling, fields: { imagePipelineId: "", ...filling.fields } }, texts[language]);
  showSecret(false);
  if (pasted !== undefined) {
    byId<HTMLTextAreaElement>("answer-body").value = pasted;
    byId<HTMLInputElement>("answer-status").value = "";
  }
  isStarted = imagePipelineId.value !== "";
  showTab(tab);
  update();
}

function reset(): void {
  fillForm({ fields: {} }, texts[language]);
  for (const id of ["repair-form", "policy-form", "errors-form"]) {
    byId<HTMLFormElement>(id).reset();
  }
  byId<HTMLInputElement>("literal").checked = false;
  showSecret(false);
  tell(undefined);
  isStarted = false;
  update();
  put("");
  announce(texts[language].wasReset);
}

async function share(): Promise<void> {
  const t = texts[language];
  const { fragment, left } = await currentFragment();
  put(fragment);
  const isCopied = await copyText(location.href);
  // What is never shared need not be named each time.
  const unusual = left.filter((path) => !["clientToken", "timestamp", "signatureNonce"].includes(path));
  const names = unusual.map(
    (path) => controlOf(path)?.name ?? byId<HTMLInputElement>(path).labels?.[0]?.textContent ?? path,
  );
  const fields = names.slice(0, 3).join(t.detailFieldSeparator);
  const told = names.length > 0 ? fill(t.sharedWithout, { fields }) : t.sharedAll;
  answer(byId("share-text"), isCopied ? t.shared : t.copyFailed, () => texts[language].share);
  announce(isCopied ? told : t.shareFailed);
  if (!isCopied || names.length > 0) {
    tellText(isCopied ? told : t.shareFailed);
  }
}

// --- The notice ---------------------------------------------------------------------------------------------------

function tell(next: TextKey | undefined): void {
  notice = next;
  showNotice();
}

function showNotice(): void {
  tellText(notice === undefined ? undefined : texts[language][notice]);
}

function tellText(text: string | undefined): void {
  if (text === undefined) {
    byId("notice").replaceChildren();
    return;
  }
  const close = element("button", { className: "link", id: "notice-close" }, [texts[language].noticeClose]);
  close.setAttribute("type", "button");
  byId("notice").replaceChildren(element("p", {}, [text]), close);
}

// --- The URL ------------------------------------------------------------------------------------------------------

/** Shows what the URL's fragment asks for. A fragment that says nothing changes nothing, and is told. */
async function openFragment(): Promise<void> {
  const fragment = location.hash;
  const entry = codeIn(fragment);
  const tab = fragment.slice(1);
  if (entry !== undefined) {
    goToTab("errors");
    goToEntry(entry);
    return;
  }
  if (isTab(tab)) {
    goToTab(tab);
    return;
  }
  const shared = await readFragment(fragment);
  if (shared === "broken" || shared === "newer") {
    tell(shared === "broken" ? "noticeBroken" : "noticeNewer");
  } else if (shared !== undefined) {
    load(shared.filling, shared.tab);
  }
}

// --- Buttons ------------------------------------------------------------------------------------------------------

/** The heading above the value that a button copies. */
function nameOf(copyButton: HTMLElement): string {
  const value = byId(copyButton.dataset.copy ?? "");
  return byId(value.getAttribute("aria-labelledby") ?? "").textContent.trim();
}

/** What carries the signature: the URL, the form body for POST, or a command with the headers for ACS3. */
function copyRequestText(): string {
  const t = texts[language];
  const { signatureMethod, method } = readForm().options;
  return signatureMethod === "ACS3-HMAC-SHA256" ? t.copyCurl : method === "POST" ? t.copyBody : t.copyUrl;
}

function copyRequest(button: HTMLElement, signed: SignedRequest): void {
  const t = texts[language];
  const { signatureMethod, method } = readForm().options;
  const [what, text, shown] =
    signatureMethod === "ACS3-HMAC-SHA256"
      ? [t.signedRequest, curl({ signed }), "out-url"]
      : method === "POST"
        ? [t.body, signed.body ?? "", "out-body"]
        : [t.url, signed.url, "out-url"];
  void copy(text, byId(shown), button, { what, idle: copyRequestText, texts: () => texts[language] });
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

/** What is made of the request, rather than of the answer to an earlier one. */
const ofRequest = "#panel-sign *";

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
  const { lang, themeChoice, copy: source, example, snippet, parameter } = button.dataset;
  const { id } = button;
  if (lang === "en" || lang === "zh") {
    remember(lang);
    speak(lang);
    show();
  } else if (isTheme(themeChoice)) {
    rememberTheme(themeChoice);
    showTheme(themeChoice);
  } else if (button.role === "tab" && isTab(id.slice(4))) {
    goToTab(id.slice(4) as Tab);
    followTab();
  } else if (source !== undefined) {
    if (button.matches(ofRequest)) {
      noteCopied();
    }
    const names = { what: nameOf(button), idle: () => texts[language].copy, texts: () => texts[language] };
    void copy(valueToCopy(source), byId(source), button, names);
  } else if (isExample(example)) {
    const chosen = examples[example];
    load(chosen.filling, "pasted" in chosen ? "repair" : "sign", "pasted" in chosen ? chosen.pasted : undefined);
    closeMenu();
    follow();
    announce(t[chosen.title]);
  } else if (isSnippet(snippet)) {
    chooseSnippet(snippet);
    showSnippet(result.signed, readForm(), t);
  } else if (parameter !== undefined) {
    pin(parameter);
  } else {
    onNamedClick(button, t);
  }
}

function onNamedClick(button: HTMLElement, t: (typeof texts)[Language]): void {
  const { id } = button;
  if (id === "copy-request" && result.signed !== undefined) {
    noteCopied();
    copyRequest(button, result.signed);
  } else if (id === "share") {
    void share();
  } else if (id === "reset") {
    reset();
  } else if (id === "notice-close") {
    tell(undefined);
    byId("main").focus();
  } else if (id === "to-form") {
    goToTab("sign");
    byId("accessKeySecret").focus();
  } else if (id === "take-request") {
    takeRequest();
  } else if (id === "policy-take") {
    byId<HTMLInputElement>("policy-regionId").value = byId<HTMLInputElement>("regionId").value;
    byId<HTMLInputElement>("policy-imagePipelineId").value = isStarted ? imagePipelineId.value : "";
    showPart();
  } else if (id === "generate-token") {
    byId<HTMLInputElement>("clientToken").value = randomUuid();
    isStarted = true;
    update();
  } else if (id === "show-secret") {
    showSecret(!isSecretShown());
  } else if (id === "add-tag" || id === "add-template-tag") {
    addTagRow(id === "add-tag" ? "tag" : "templateTag", t);
    update();
  } else if (button.classList.contains("remove")) {
    removeTagRow(button.closest(".tag-row") as HTMLElement, t);
    update();
    follow();
  } else if (id === "sign-again") {
    update();
  } else if (id === "take-over") {
    takeOver();
  }
}

/** Puts the request that was pasted into the form. */
function takeRequest(): void {
  const filling = inspectedRequest();
  if (filling !== undefined) {
    load(filling, "sign");
    byId("tab-sign").focus();
    follow();
    announce(texts[language].inspectTaken);
  }
}

/** Without anything in the form, the URL names the part in view alone. */
function followTab(): void {
  if (isStarted) {
    follow();
  } else {
    put(`#${shownTab()}`);
  }
}

function closeMenu(): void {
  const menu = byId<HTMLDetailsElement>("examples");
  if (menu.open) {
    menu.open = false;
    if (menu.contains(document.activeElement)) {
      menu.querySelector("summary")?.focus();
    }
  }
}

// --- Start --------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const button = target.closest("button");
  if (button !== null) {
    onClick(button);
  }
  if (target.closest("#examples") === null) {
    closeMenu();
  }
  if (target.closest("#skip") !== null) {
    // The URL's fragment is the page's state.
    event.preventDefault();
    byId("main").focus();
  }
  // A link to the code that the URL names already.
  const link = target.closest<HTMLAnchorElement>(".error-code");
  if (link !== null && link.hash === location.hash) {
    goToEntry(codeIn(link.hash) ?? "");
  }
  // A triple click takes in the line break after a box as well, in some browsers.
  const value = target.closest<HTMLElement>(".value");
  if (value !== null && event.detail === 3) {
    selectAll(value);
  }
});
// What is typed takes the example's place.
for (const event of ["focus", "click"]) {
  imagePipelineId.addEventListener(event, () => {
    if (imagePipelineId.value === imagePipelineId.defaultValue) {
      imagePipelineId.select();
    }
  });
}
form.addEventListener("input", () => {
  isStarted = true;
  update();
  follow();
});
for (const id of ["repair-form", "policy-form", "errors-form"]) {
  byId(id).addEventListener("input", showPart);
}
byId("literal").addEventListener("change", () => showSnippet(result.signed, readForm(), texts[language]));
// A value may also be copied by hand.
document.addEventListener("copy", (event) => {
  if ((event.target as Element | null)?.closest?.(".value")?.matches(ofRequest)) {
    noteCopied();
  }
});
// Enter in an input would submit the form, and there is nowhere to submit it to.
document.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("keydown", (event) => {
  const target = event.target as Element;
  // "Select all" within a value means that value, not the page.
  const value = target.closest<HTMLElement>(".value");
  if (value !== null && event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    selectAll(value);
  }
  if (target.closest("[role=tablist]") !== null) {
    const tab = tabOfKey(event.key);
    if (tab !== undefined) {
      event.preventDefault();
      goToTab(tab);
      byId(`tab-${tab}`).focus();
      followTab();
    }
  }
  if (target.matches(".parameter-button")) {
    moveInTable(event);
  }
  if (event.key === "Escape") {
    closeMenu();
  }
});
// A parameter under the pointer, or with the focus, lights up in every step.
const parameterOf = (target: Element | null) =>
  target?.closest<HTMLElement>("#steps [data-parameter]")?.dataset.parameter;
const lightUp = (event: Event) => light(parameterOf(event.target as Element) ?? parameterOf(document.activeElement));
document.addEventListener("pointerover", lightUp);
document.addEventListener("focusin", lightUp);
// Timers rest while a device sleeps.
document.addEventListener("visibilitychange", showVerdict);
addEventListener("hashchange", () => {
  if (isNewFragment()) {
    void openFragment();
  }
});

showTheme(firstTheme());
showTab("sign");
speak(language);
update();
await openFragment();
byId("boot").remove();
byId("app").hidden = false;
// An element can be gone to only when it is there.
const entry = codeIn(location.hash);
if (entry !== undefined) {
  goToEntry(entry);
} else if (shownTab() === "sign" && matchMedia("(pointer: fine)").matches) {
  // On a touch screen the focus would open the keyboard over the page.
  imagePipelineId.focus({ preventScroll: true });
}
