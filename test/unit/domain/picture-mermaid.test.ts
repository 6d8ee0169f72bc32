/** A run and a shape as Mermaid text: its grammar, and that nobody's words change it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mermaidLabel } from '../../../shared/domain/mermaid-text.ts';
import { pictureOf } from '../../../shared/domain/picture.ts';
import { pictureMermaid } from '../../../shared/domain/picture-mermaid.ts';
import type { RunView } from '../../../shared/domain/run-view.ts';
import { shapeMermaid } from '../../../shared/domain/shape-mermaid.ts';
import { shapeOf } from '../../../shared/domain/workflow-shape.ts';
import { plus } from '../../support/clock.ts';
import { aRunView, at, didStep, waitingRefund, waitsForPeople, wasAsked } from '../../support/pictures.ts';

const drawn = (run: RunView) => pictureMermaid(pictureOf(run, at('3h')));

/** Every kind of line that there is; anything else is no line of ours. */
const LABEL = /"(?:[\p{L}\p{N}\p{M} .,:/()_→…-]|#\d+;|<br\/>)*"/u.source;
const NODE = String.raw`(?:\[\[|\{\{|\(\[|\[|\()${LABEL}(?:\]\]|\}\}|\]\)|\]|\)):::\w+`;
const LINES = new RegExp(
  [
    '^flowchart TD$',
    '^  accTitle: Run [A-Za-z0-9._:-]+$',
    `^  (?:begin|finish|left|n\\d+)${NODE}$`,
    String.raw`^  (?:begin|left|n\d+) (?:-->|-\.->|-\.-|-->\|"\d+"\|) (?:finish|left|n\d+)$`,
    '^  classDef \\w+ [\\w#:,. -]+$',
  ].join('|'),
  'u',
);

const unsound = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .filter((line) => !LINES.test(line));

/** What Mermaid shows of a label. */
const shown = (label: string): string =>
  label.slice(1, -1).replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

describe('pictureMermaid', () => {
  it('E7: draws a paused run as waiting for whom and since when, not as failed', () => {
    const text = drawn(waitingRefund());

    expect(text.split('\n').slice(2, 7)).toEqual([
      '  begin(["refund 1<br/>started 2026-01-05 09:00 UTC"]):::edge',
      '  n1["calculate<br/>took 5 ms"]:::done',
      '  n2{{"approve:refund<br/>Refund 40 for o-1<br/>waits for finance since 2026-01-05 09:00 UTC, until 2026-01-06 09:00 UTC"}}:::waiting',
      '  begin --> n1',
      '  n1 -.-> n2',
    ]);
    expect(text).not.toMatch(/failed|:::refused/);
    expect(unsound(text)).toEqual([]);
  });

  it('draws what was parallel side by side, what is part of a step, and the end', () => {
    const text = drawn(
      aRunView({
        status: 'completed',
        endedAt: plus('1h'),
        timeline: [
          wasAsked('legal', '0s', '10m'),
          wasAsked('budget', '0s', '20m'),
          didStep('pay', '30m', '40m'),
          didStep('inner', '31m', '32m', { within: 'pay' }),
        ],
      }),
    );

    expect(text.split('\n').filter((line) => line.includes('-->') || line.includes('-.-'))).toEqual([
      ...['  begin --> n1', '  begin --> n2', '  n1 --> n3', '  n2 --> n3', '  n3 -.- n4', '  n3 --> finish'],
    ]);
    expect(text).toContain('finish(["completed after 1 h"]):::edge');
    expect(unsound(text)).toEqual([]);
  });

  it('draws the beginning and the end of a run that is longer than Mermaid takes', () => {
    const steps = Array.from({ length: 900 }, (_, index) => didStep(`s-${index}`, `${index}s`, `${index + 1}s`));

    const text = drawn(aRunView({ status: 'completed', endedAt: plus('900s'), timeline: steps }));

    expect(text).toContain('left["… 780 rows not drawn"]');
    expect([text.includes('"s-59<br'), text.includes('"s-60<br'), text.includes('"s-840<br')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(text.length).toBeLessThan(20_000);
    expect(unsound(text)).toEqual([]);
  });

  it.each([
    ['quotes and brackets', '"]:::done\n  evil["x'],
    ['a directive', '%%{init: {"securityLevel":"loose"}}%%'],
    ['a click', 'click n1 "javascript:alert(1)"'],
    ['HTML', '<img src=x onerror=alert(1)> &lt;b&gt;'],
    ['entities', '#quot; #35; &#34;'],
    ['Markdown', '`**b** _i_ [a](http://x)` * + - #'],
    ['addresses, which Markdown makes links of', 'ann@example.com www.example.com https://example.com'],
    ['a list', '1. first'],
    ['what sets styles', 'style a:#b; classDef x fill:#fff;'],
    ['line separators', 'a\u2028b\rc\u0000d'],
    ['the word end', 'end'],
  ])('shows %s as they are, and nothing else', (_what, title) => {
    const waitingFor = [waitsForPeople('k', '1m', { title, assignee: [title] })];
    const run = aRunView({ workflow: title, startedBy: title, status: 'waiting', waitingFor, timeline: [] });

    const text = drawn(run);

    expect(unsound(text)).toEqual([]);
    expect(text.split('\n').filter((line) => line.includes(':::'))).toHaveLength(2);
    expect(shown(/n1\{\{(".*")\}\}/u.exec(text)?.[1] ?? '')).toContain(title.replace(/[\p{Cc}\u2028]+/gu, ' '));
  });

  it('keeps its grammar whatever anybody writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 40 }), (title, key) => {
        const timeline = [wasAsked(key, '1m', undefined, { title, assignee: [title] }), didStep(title, '0s', '1s')];
        const run = aRunView({ workflow: title, status: 'failed', error: { code: 'x', message: title }, timeline });

        expect(unsound(drawn(run))).toEqual([]);
        expect(unsound(shapeMermaid(shapeOf(title, [run])))).toEqual([]);
      }),
    );
  });
});

describe('mermaidLabel', () => {
  it('leaves out lines that say nothing', () => {
    expect(mermaidLabel('a', '', 'b')).toBe('"a<br/>b"');
  });

  it('shows what it was given', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 50 }), (text) => {
        expect(shown(mermaidLabel(text))).toBe(text.trim() === '' ? '' : text.trim());
      }),
    );
  });
});
