import type { Adapter } from "./adapter";
import { keepOnly } from "./keep";
import { refuseUnlessCount, refuseUnlessTokens } from "./refuseUnless";

/** Lets nothing but `token` come as the generated token number `step`, from 0. */
export function forcedToken(token: number, step: number): Adapter {
  refuseUnlessTokens("token", [token]);
  refuseUnlessCount("step", step, 0);
  return {
    name: `forced token ${token} at step ${step}`,
    about: "Lets nothing but one token come at one step.",
    apply: (scores, { text, promptLength }) => (text.length - promptLength === step ? keepOnly(scores, [token]) : scores.slice()),
  };
}
