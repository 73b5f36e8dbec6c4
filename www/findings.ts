/** What both kinds of repair show: sentences, facts, and two values side by side with the characters that differ. */

import { byId, code, element, icon, replace } from "./dom.js";
import { richText } from "./language.js";
import type { Stretch } from "./marks.js";
import type { Texts } from "./texts.js";

/** One of the two values of a row. */
export interface TableValue {
  value: string | undefined;
  marks: Stretch[];
  /** What stands there if there is no value. */
  absent: string;
}

/** One parameter, with the two values that it has. */
export interface TableRow {
  name: string;
  isCode?: boolean;
  kind: string;
  severity?: "error" | "warning";
  /** In which way they differ. */
  about: string;
  /** What there is to say in place of values. */
  detail?: string | undefined;
  values: [TableValue, TableValue];
}

/** What there is to say first. */
export interface Verdict {
  verdict: string;
  state: string;
  line: (Node | string)[];
  about: string;
  remedy: string;
}

/** Shows it, for tests and styles with the name of the verdict and of its state. */
export function showVerdict({ verdict, state, line, about, remedy }: Verdict, t: Texts): void {
  Object.assign(byId("answer-verdict").dataset, { verdict, state });
  replace("answer-verdict", [
    icon(state),
    element("div", { className: "answer-text" }, [
      element("p", { className: "answer-line" }, line),
      says("answer-explanation", about),
      says("answer-remedy", remedy, t.answerRemedy + t.colon),
    ]),
  ]);
}

/** A value that is not compared. */
export function whole(text: string | undefined): Stretch[] {
  return text === undefined ? [] : [{ text, differs: false }];
}

function says(id: string, text: string, label?: string): HTMLElement {
  const sentence = element("span", { id }, richText(text));
  return element("p", {}, label === undefined ? [sentence] : [element("strong", {}, [label]), sentence]);
}

export function fact(label: string, value: (Node | string)[], isWire = false): HTMLElement {
  const term = element("dt", {}, isWire ? [code(label)] : [label]);
  return element("div", {}, [term, element("dd", {}, value)]);
}

/** The roles are written out: on narrow screens the rows are stacked, and would else lose what they are. */
export function table(rows: TableRow[], heads: readonly [string, string, string], t: Texts): HTMLElement {
  const headRow = element(
    "tr",
    {},
    heads.map((text) => cell("th", "columnheader", [text])),
  );
  headRow.setAttribute("role", "row");
  const groups = [
    element("thead", {}, [headRow]),
    element(
      "tbody",
      {},
      rows.map((row) => rowElement(row, heads, t)),
    ),
  ];
  groups.forEach((group) => group.setAttribute("role", "rowgroup"));
  const result = element("table", { id: "answer-differences" }, groups);
  result.setAttribute("role", "table");
  result.setAttribute("aria-labelledby", "answer-differences-title");
  return result;
}

function rowElement(
  { name, isCode = true, kind, severity = "error", about, detail, values }: TableRow,
  heads: readonly string[],
  t: Texts,
): HTMLElement {
  const aboutElement = element("span", { className: "difference-kind" }, richText(about));
  aboutElement.dataset.severity = severity;
  const cells = values.map((value, index) => valueCell(heads[index + 1] ?? "", value, t));
  if (detail !== undefined) {
    const columns = values[1].value === undefined ? 2 : 1;
    cells.splice(0, columns, detailCell(detail, columns));
  }
  const row = element("tr", {}, [cell("th", "rowheader", [isCode ? code(name) : name, aboutElement]), ...cells]);
  row.setAttribute("role", "row");
  Object.assign(row.dataset, { parameter: name, kind });
  return row;
}

/** In place of one value or of both. */
function detailCell(detail: string, columns: number): HTMLElement {
  const result = cell("td", "cell", [element("span", { className: "detail" }, richText(detail))]);
  result.setAttribute("colspan", String(columns));
  return result;
}

function valueCell(label: string, { value, marks, absent }: TableValue, t: Texts): HTMLElement {
  const hidden = (text: string) => element("span", { className: "visually-hidden unselectable" }, [text]);
  const marked = ({ text, differs }: Stretch): (Node | string)[] => {
    if (!differs) {
      return [text];
    }
    const mark = element("mark", { className: text === "" ? "gap" : "" }, [text]);
    return text === "" ? [mark, hidden(t.markGap)] : [hidden(t.markStart), mark, hidden(t.markEnd)];
  };
  const inner = value === "" ? [element("em", {}, [t.emptyValue])] : marks.flatMap(marked);
  const shown =
    value === undefined ? element("em", {}, [absent]) : element("span", { className: "difference-value" }, inner);
  const result = cell("td", "cell", [shown]);
  result.dataset.label = label;
  return result;
}

function cell(name: "th" | "td", role: string, children: (Node | string)[]): HTMLElement {
  const result = element(name, {}, children);
  result.setAttribute("role", role);
  return result;
}
