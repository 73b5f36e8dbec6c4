/** The error catalogue: every code, to be searched, filtered by category, and linked to. */

import { type Category, type Explanation, explain } from "ecs-image-pipeline";
import { retrySentence } from "./answer.js";
import { codes } from "./codes.js";
import { byId, fromTemplate } from "./dom.js";
import { fill, richText, setText } from "./language.js";
import { categoryTexts, type Language, type Texts } from "./texts.js";

/** Before the code in the fragment of a link. */
export const ENTRY = "#errors/";

interface Entry {
  explanation: Explanation;
  element: HTMLElement;
  /** What a search looks through. */
  text: string;
}

let entries: Entry[] = [];
let spoken: Language | undefined;

/** Shows the codes that the filters leave, in the language of the moment. They are made when they are first looked at. */
export function showCatalogue(language: Language, t: Texts): void {
  if (spoken !== language) {
    spoken = language;
    fillCatalogue(language, t);
  }
  const wanted = byId<HTMLInputElement>("errors-search").value.trim().toLowerCase();
  const category = byId<HTMLSelectElement>("errors-category").value;
  let count = 0;
  for (const { explanation, element, text } of entries) {
    const isShown = (category === "" || explanation.category === category) && text.includes(wanted);
    element.hidden = !isShown;
    count += Number(isShown);
  }
  byId("errors-count").textContent = count === 0 ? t.errorsNone : fill(t.errorsCount, { count, all: entries.length });
}

/** Goes to one code, wherever the filters have left it. False where there is no such code. */
export function goToEntry(code: string): boolean {
  const entry = entries.find(({ explanation }) => explanation.code === code);
  for (const { element } of entries) {
    element.classList.toggle("chosen", element === entry?.element);
  }
  if (entry === undefined) {
    return false;
  }
  if (entry.element.hidden) {
    byId<HTMLFormElement>("errors-form").reset();
    entries.forEach(({ element }) => (element.hidden = false));
  }
  entry.element.scrollIntoView({ block: "center" });
  entry.element.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
  return true;
}

function fillCatalogue(language: Language, t: Texts): void {
  const chosen = entries.find(({ element }) => element.classList.contains("chosen"))?.explanation.code;
  const explanations = codes.map((code) => explain(code)).filter((found) => found !== undefined);
  entries = explanations.map((explanation) => entryOf(explanation, language, t));
  entries.find(({ explanation }) => explanation.code === chosen)?.element.classList.add("chosen");
  byId("error-list").replaceChildren(...entries.map(({ element }) => element));

  const select = byId<HTMLSelectElement>("errors-category");
  const { value } = select;
  const names = Object.entries(categoryTexts[language]) as [Category, string][];
  const used = names.filter(([category]) => explanations.some((explanation) => explanation.category === category));
  select.replaceChildren(new Option(t.errorsAll, ""), ...used.map(([category, name]) => new Option(name, category)));
  select.value = value;
}

function entryOf(explanation: Explanation, language: Language, t: Texts): Entry {
  const element = fromTemplate("error-entry");
  const part = (name: string) => element.querySelector(`[data-part=${name}]`) as HTMLElement;
  const link = element.querySelector("a") as HTMLAnchorElement;
  link.textContent = explanation.code;
  link.href = ENTRY + explanation.code;
  const category = element.querySelector(".category") as HTMLElement;
  category.textContent = categoryTexts[language][explanation.category];
  category.dataset.category = explanation.category;
  part("explanation").append(...richText(explanation.explanation[language]));
  part("remedy-label").textContent = t.answerRemedy + t.colon;
  part("remedy").append(...richText(explanation.remedy[language]));
  const retry = document.createElement("strong");
  retry.textContent = t.answerRetry + t.colon;
  part("retry").append(retry, retrySentence(explanation.retry, language, t));
  const source = part("source") as HTMLAnchorElement;
  source.href = explanation.source;
  setText(source, t.errorsSource);
  return { explanation, element, text: element.textContent.toLowerCase() };
}
