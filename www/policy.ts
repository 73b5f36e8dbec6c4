/** The RAM policy: what was typed, as the document that allows no more than it. */

import { type Issue, type RamPolicyParts, ramPolicy, ValidationError } from "ecs-image-pipeline";
import { byId } from "./dom.js";
import { issueElement } from "./issues.js";
import { fill, setText } from "./language.js";
import { show } from "./steps.js";
import type { Language, Texts } from "./texts.js";

const PARTS = ["accountId", "regionId", "imagePipelineId"] as const;

/** Shows the document for what is in the fields, or what is wrong with them. */
export function showRamPolicy(language: Language, t: Texts): void {
  const parts: RamPolicyParts = {};
  for (const part of PARTS) {
    const value = byId<HTMLInputElement>(`policy-${part}`).value;
    if (value !== "") {
      parts[part] = value;
    }
  }
  let issues: Issue[] = [];
  let text = "";
  try {
    text = JSON.stringify(ramPolicy(parts), undefined, 2);
  } catch (error) {
    if (!(error instanceof ValidationError)) {
      throw error;
    }
    issues = error.issues;
  }
  for (const part of PARTS) {
    const own = issues.filter(({ path }) => path === part);
    byId(`policy-${part}`).setAttribute("aria-invalid", String(own.length > 0));
    byId(`policy-${part}-issues`).replaceChildren(...own.map((issue) => issueElement(issue, language, t)));
  }
  byId("out-ram-policy").textContent = text;
  show("out-ram-policy", text !== "");
  const { regionId, imagePipelineId } = parts;
  const template = imagePipelineId === undefined ? t.ramAllTemplates : fill(t.ramOneTemplate, { id: imagePipelineId });
  const region = regionId === undefined ? t.ramAllRegions : fill(t.ramOneRegion, { id: regionId });
  setText(byId("ram-meaning"), text === "" ? "" : fill(t.ramMeaning, { template, region }));
}
