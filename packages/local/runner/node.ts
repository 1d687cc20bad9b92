import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import { isBasicExpression, isMapping, isSequence } from '@actions/workflow-parser/templates/tokens/type-guards';
import { evaluate, evaluateToString, type Scope } from './expressions.ts';

export type Scalar = string | number | boolean | null;

/** One node of a workflow or action file: GitHub's token tree without positions and schema. */
export type Node =
  | { kind: 'value'; value: Scalar }
  | { kind: 'expression'; expression: string }
  | { kind: 'list'; items: Node[] }
  | { kind: 'map'; entries: Entry[] };

/** One entry of a map; the key `${{ insert }}` means that the value's own entries belong here. */
interface Entry {
  key: { kind: 'value'; value: string } | { kind: 'expression'; expression: string } | { kind: 'insert' };
  value: Node;
}

/** Takes what GitHub's parser read. */
export function fromToken(token: TemplateToken): Node {
  if (isMapping(token)) {
    const entries: Entry[] = [];
    for (const { key, value } of token) {
      entries.push({
        key: isBasicExpression(key)
          ? { kind: 'expression', expression: key.expression }
          : key.isExpression
            ? { kind: 'insert' }
            : { kind: 'value', value: key.toString() },
        value: fromToken(value),
      });
    }
    return { kind: 'map', entries };
  }
  if (isSequence(token)) return { kind: 'list', items: [...token].map(fromToken) };
  if (isBasicExpression(token)) return { kind: 'expression', expression: token.expression };
  return { kind: 'value', value: 'value' in token ? (token.value as Scalar) : null };
}

/** The entries of a map whose keys are written out, by key; nothing for any other node. */
export function fields(node: Node | undefined): Record<string, Node> {
  if (node?.kind !== 'map') return {};
  return Object.fromEntries(
    node.entries.flatMap(({ key, value }) => (key.kind === 'value' ? [[key.value, value]] : [])),
  );
}

/** The items of a list; a single scalar counts as a list of one, as in `needs: build`. */
export function items(node: Node | undefined): Node[] {
  if (!node) return [];
  return node.kind === 'list' ? node.items : [node];
}

/** The text of a scalar that is written out; undefined for anything else. */
export function text(node: Node | undefined): string | undefined {
  return node?.kind === 'value' && node.value !== null ? String(node.value) : undefined;
}

/** The texts of a list of written-out scalars, or of one. */
export function texts(node: Node | undefined): string[] {
  return items(node).flatMap((item) => text(item) ?? []);
}

/** Evaluates a node with everything below it. @returns plain values. @throws Error from an expression. */
export function plainOf(node: Node | undefined, scope: Scope): unknown {
  if (!node) return undefined;
  if (node.kind === 'value') return node.value;
  if (node.kind === 'expression') return evaluate(node.expression, scope);
  if (node.kind === 'list') return node.items.map((item) => plainOf(item, scope));
  const result: Record<string, unknown> = {};
  for (const { key, value } of node.entries) {
    if (key.kind === 'insert') Object.assign(result, plainOf(value, scope));
    else result[key.kind === 'value' ? key.value : evaluateToString(key.expression, scope)] = plainOf(value, scope);
  }
  return result;
}

/** Evaluates a scalar to the string that a process or a person sees. */
export function stringOf(node: Node | undefined, scope: Scope): string {
  if (!node) return '';
  if (node.kind === 'expression') return evaluateToString(node.expression, scope);
  return node.kind === 'value' && node.value !== null ? String(node.value) : '';
}

/** Evaluates a map to strings, as `env:` and `with:` want it. */
export function stringsOf(node: Node | undefined, scope: Scope): Record<string, string> {
  if (node?.kind === 'expression') return stringMap(evaluate(node.expression, scope));
  if (node?.kind !== 'map') return {};
  const result: Record<string, string> = {};
  for (const { key, value } of node.entries) {
    if (key.kind === 'insert') Object.assign(result, stringsOf(value, scope));
    else result[key.kind === 'value' ? key.value : evaluateToString(key.expression, scope)] = stringOf(value, scope);
  }
  return result;
}

function stringMap(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([key, item]) => [key, item === null ? '' : String(item)]));
}
