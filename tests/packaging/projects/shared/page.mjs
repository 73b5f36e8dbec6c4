import { known } from "./known.mjs";

document.querySelector("output").textContent = JSON.stringify(known());
