/** Errors and warnings, each beside its field. */

import type { Issue } from "ecs-image-pipeline";
import { byId, icon } from "./dom.js";
import { fill, richText } from "./language.js";
import type { Language, Texts } from "./texts.js";

/**
 * Shows each issue below the field that its path names, and at the form's top when there is none. What has not changed
 * is left alone, so that a screen reader does not read it again.
 */
export function showIssues(issues: Issue[], language: Language, t: Texts): void {
  const slots = new Map<string, HTMLElement>();
  for (const slot of document.querySelectorAll<HTMLElement>("[data-issues]")) {
    slots.set(slot.dataset.issues ?? "", slot);
  }

  for (const [path, slot] of slots) {
    const own = issues.filter((issue) => (slots.has(issue.path) ? issue.path : "") === path);
    const elements = own.map((issue) => issueElement(issue, language, t));
    const shown = [...slot.children];
    const isAsShown = (element: Element, index: number) => element.isEqualNode(shown[index] ?? null);
    if (elements.length !== shown.length || !elements.every(isAsShown)) {
      slot.replaceChildren(...elements);
    }
  }

  const wrong = new Set(issues.filter(({ severity }) => severity === "error").map(({ path }) => path));
  for (const input of document.querySelectorAll<HTMLElement>("[data-field]")) {
    input.setAttribute("aria-invalid", String(wrong.has(input.dataset.field ?? "")));
  }
}

/** The control that belongs to a path, and what it is called. */
export function controlOf(path: string): { element: HTMLElement; name: string } | undefined {
  if (path === "tag" || path === "templateTag") {
    const element = byId(path === "tag" ? "add-tag" : "add-template-tag");
    const legend = element.closest("fieldset")?.querySelector("legend > [data-text]");
    return { element, name: legend?.textContent ?? path };
  }
  const element = document.querySelector<HTMLInputElement>(`[data-field="${CSS.escape(path)}"]`);
  if (element === null) {
    return undefined;
  }
  return { element, name: element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? path };
}

/** "1 error", "2 errors", and the same for warnings; nothing when there is none. */
export function countIssues(issues: Issue[], severity: Issue["severity"], t: Texts): string {
  const count = issues.filter((issue) => issue.severity === severity).length;
  if (count === 0) {
    return "";
  }
  const [one, many] = severity === "error" ? [t.errorOne, t.errorMany] : [t.warningOne, t.warningMany];
  return fill(count === 1 ? one : many, { count });
}

/** One issue, as it stands below a field. */
export function issueElement({ path, code, severity, message }: Issue, language: Language, t: Texts): HTMLElement {
  const element = document.createElement("p");
  element.className = "issue";
  Object.assign(element.dataset, { path, code, severity });

  const word = document.createElement("strong");
  word.textContent = t[severity];
  const text = document.createElement("span");
  const codeElement = document.createElement("code");
  codeElement.textContent = code;
  text.append(word, " ", ...richText(message[language]), " ", codeElement);
  element.append(icon(severity), text);
  return element;
}
