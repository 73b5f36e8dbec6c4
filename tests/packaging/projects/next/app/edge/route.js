import { known } from "../../known.mjs";

export const runtime = "edge";
export const GET = () => Response.json({ ...known(), runtime: process.env.NEXT_RUNTIME });
