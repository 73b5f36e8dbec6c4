/**
 * The requests that the page signed last. Each key press gives a new nonce, so an answer seldom belongs to the request
 * that is on the page when it is pasted. They are in memory alone.
 */

import type { SignedRequest } from "ecs-image-pipeline";

/** So many that were shown, and as many that were copied. */
const KEPT = 50;

interface Kept {
  signed: SignedRequest;
  isCopied: boolean;
}

/** The oldest first. */
let kept: Kept[] = [];

/** Keeps a request that is shown from now on. What was copied outlasts what was only shown. */
export function keepShown(signed: SignedRequest): void {
  kept.push({ signed, isCopied: false });
  kept = [...newest(true), ...newest(false)];
}

/** Notes that a request was copied, as a whole or in part. */
export function keepCopied(signed: SignedRequest): void {
  const known = kept.find((request) => request.signed === signed);
  if (known !== undefined) {
    known.isCopied = true;
  }
}

/** The last request that was copied. */
export function lastCopied(): SignedRequest | undefined {
  return newest(true).at(-1)?.signed;
}

/** The requests with a nonce, as it stands in a string to sign: those that were copied first, then the newest. */
export function signedWith(nonce: string): SignedRequest[] {
  return [...newest(true).reverse(), ...newest(false).reverse()]
    .map(({ signed }) => signed)
    .filter(({ stringToSign }) => nonceOf(stringToSign) === nonce);
}

/** The nonce in a string to sign, or in a text that holds one; encoded, as it stands there. */
export function nonceOf(text: string): string | undefined {
  return valueOf("SignatureNonce", text);
}

/** The value of a parameter in a string to sign, or in a text that holds one; encoded, as it stands there. */
export function valueOf(name: string, text: string): string | undefined {
  return new RegExp(`(?:&|%26)${name}%3D([\\w.~%-]*?)(?=%26|[^\\w.~%-]|$)`).exec(text)?.[1];
}

function newest(isCopied: boolean): Kept[] {
  return kept.filter((request) => request.isCopied === isCopied).slice(-KEPT);
}
