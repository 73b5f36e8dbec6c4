/** The packed package in Firefox. */
import { launchFirefox } from "../page/browsers.mjs";
import { browser, testRuntimes } from "./run.mjs";

testRuntimes([["Firefox", / Firefox\//, browser(launchFirefox)]]);
