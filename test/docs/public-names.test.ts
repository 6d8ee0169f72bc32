/** Every name that a public entry exports says what it is. */
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const SHARED = ['index', 'workflow', 'hitl', 'aws', 'react'].map((name) => `shared/${name}.ts`);
const ENTRIES = [...SHARED, 'infra/aws/index.ts'].map((path) => resolve(import.meta.dirname, '../..', path));

const program = ts.createProgram(ENTRIES, {
  ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023, strict: true, noEmit: true, skipLibCheck: true },
  ...{ allowImportingTsExtensions: true, types: ['node'], jsx: ts.JsxEmit.ReactJSX },
});
const checker = program.getTypeChecker();

function exportsOf(entry: string): ts.Symbol[] {
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} is no module.`);
  return checker.getExportsOfModule(module);
}

const original = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

describe.each(ENTRIES)('the entry %s', (entry) => {
  it('has a docstring for each of its names', () => {
    const bare = exportsOf(entry).filter((name) => original(name).getDocumentationComment(checker).length === 0);

    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('says what each property of its classes, and of what they are made with, is for', () => {
    const members = exportsOf(entry)
      .map(original)
      .filter((name) => entry.endsWith('aws/index.ts') && name.declarations?.some(isClassOrInterface))
      .flatMap((name) => [...(name.members?.values() ?? [])])
      .filter((member) => member.flags & ts.SymbolFlags.Property && !member.name.startsWith('__#'));
    const bare = members.filter((member) => member.getDocumentationComment(checker).length === 0);

    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('has an example for each of its functions', () => {
    const functions = exportsOf(entry).map(original).filter(isFunction);
    const bare = functions.filter((name) => !name.getJsDocTags(checker).some((tag) => tag.name === 'example'));

    expect(bare.map(({ name }) => name)).toEqual([]);
  });
});

const isClassOrInterface = (node: ts.Node): boolean => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node);

/** A function or a constant that is one; not a class, and not a schema. */
function isFunction(symbol: ts.Symbol): boolean {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration || !(ts.isFunctionDeclaration(declaration) || ts.isVariableDeclaration(declaration))) return false;
  return checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures().length > 0;
}
