"use client";

import { useEffect, useState } from "react";

import { known } from "../known.mjs";

export default function Page() {
  const [text, setText] = useState("");
  // Not while the server renders the page.
  useEffect(() => setText(JSON.stringify(known())), []);
  return <output>{text}</output>;
}
