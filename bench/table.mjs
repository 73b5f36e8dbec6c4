/** A Markdown table whose columns stand in line: the first to the left, figures to the right. */
export function table(heads, rows) {
  const widths = heads.map((_, column) => Math.max(3, ...[heads, ...rows].map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(" | ")} |`;
  const rule = `| ${widths.map((width, i) => (i ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
  return [line(heads), rule, ...rows.map(line)].join("\n");
}
