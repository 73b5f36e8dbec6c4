import { known } from "../../known.mjs";

export const dynamic = "force-dynamic";
export const GET = () => Response.json({ ...known(), runtime: process.env.NEXT_RUNTIME });
