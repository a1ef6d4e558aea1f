import { Problem } from "../../../protocol/problem";
import { ROOT, type Expression, type Grammar } from "./expression";

/**
 * Throws `input-invalid` where a grammar cannot be followed from left to right: a rule is missing, begins with itself, or never ends;
 * or no text fits at all.
 */
export function checkGrammar(grammar: Grammar): void {
  if (!grammar.has(ROOT)) throw refused(`The grammar has no rule “${ROOT}”.`, `Call the rule that whole texts are to fit “${ROOT}”.`);
  for (const [name, expression] of grammar) {
    for (const called of callsIn(expression)) if (!grammar.has(called)) throw refused(`Rule “${name}” calls “${called}”, which the grammar does not have.`, "Add the rule, or correct its name.");
  }
  const empty = fixedPoint(grammar, canBeEmpty);
  for (const name of grammar.keys()) if (beginsWith(grammar, name, empty).has(name)) throw refused(`Rule “${name}” begins with itself.`, "Write it the other way round: the rule last, or as a repetition.");
  const ends = fixedPoint(grammar, canEnd);
  for (const name of grammar.keys()) if (!ends.has(name)) throw refused(name === ROOT ? "No text fits: it could never end." : `No text fits rule “${name}”: it could never end.`, "Give it an alternative that does not call itself.");
}

function refused(message: string, remedy: string): Problem {
  return new Problem("input-invalid", message, { remedy });
}

function callsIn(expression: Expression): string[] {
  switch (expression.kind) {
    case "text":
    case "character":
      return [];
    case "sequence":
      return expression.parts.flatMap(callsIn);
    case "choice":
      return expression.options.flatMap(callsIn);
    case "repeat":
      return callsIn(expression.of);
    case "rule":
      return [expression.name];
  }
}

/** The rules of which `holds` is true, given those of which it is known already. */
function fixedPoint(grammar: Grammar, holds: (expression: Expression, known: ReadonlySet<string>) => boolean): Set<string> {
  const known = new Set<string>();
  for (let before = -1; before < known.size; ) {
    before = known.size;
    for (const [name, expression] of grammar) if (!known.has(name) && holds(expression, known)) known.add(name);
  }
  return known;
}

function canBeEmpty(expression: Expression, known: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case "text":
      return expression.text === "";
    case "character":
      return false;
    case "sequence":
      return expression.parts.every(part => canBeEmpty(part, known));
    case "choice":
      return expression.options.some(option => canBeEmpty(option, known));
    case "repeat":
      return expression.least === 0 || canBeEmpty(expression.of, known);
    case "rule":
      return known.has(expression.name);
  }
}

/** Whether some text fits, given the rules that some text fits. */
export function canEnd(expression: Expression, known: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case "text":
      return true;
    case "character":
      return expression.of.some(([from, to]) => from < 0xd800 || to > 0xdfff);
    case "sequence":
      return expression.parts.every(part => canEnd(part, known));
    case "choice":
      return expression.options.some(option => canEnd(option, known));
    case "repeat":
      return expression.least === 0 || canEnd(expression.of, known);
    case "rule":
      return known.has(expression.name);
  }
}

/** The rules that may be called before any character of `name`. */
function beginsWith(grammar: Grammar, name: string, empty: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === "rule") {
      if (found.has(expression.name)) return;
      found.add(expression.name);
      visit(grammar.get(expression.name) as Expression);
    } else if (expression.kind === "choice") expression.options.forEach(visit);
    else if (expression.kind === "repeat") visit(expression.of);
    else if (expression.kind === "sequence") {
      for (const part of expression.parts) {
        visit(part);
        if (!canBeEmpty(part, empty)) break;
      }
    }
  };
  visit(grammar.get(name) as Expression);
  return found;
}
