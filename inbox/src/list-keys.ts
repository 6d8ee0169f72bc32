/** The keys that move through the list and act on what is marked there. */
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { ApprovalView } from '../../shared/domain/approval-view.ts';
import type { Mode } from './decide/modes.ts';
import { approvalPath, idOf, type Ref } from './paths.ts';
import { useCommand } from './use-keyboard.ts';

interface ListKeys {
  items: readonly ApprovalView[];
  opened: Ref | undefined;
  select(id: string): void;
  begin(ref: Ref, mode: Mode): void;
}

/** The place that is `step` further than `at`; the first where nothing is marked, and never beyond the ends. */
export const movedTo = (at: number, step: 1 | -1, count: number): number =>
  at < 0 ? 0 : Math.min(count - 1, Math.max(0, at + step));

/** Hands back how to say which one has the focus. */
export function useListKeys({ items, opened, select, begin }: ListKeys): (id: string) => void {
  const [, navigate] = useLocation();
  const [marked, setMarked] = useState<string>();
  const openId = opened && idOf(opened);
  const at = items.findIndex((item) => idOf(item) === (openId ?? marked));
  const current: Ref | undefined = opened ?? items[at];

  const move = (step: 1 | -1) => {
    const next = items[movedTo(at, step, items.length)];
    if (!next) return;
    setMarked(idOf(next));
    focusRow(idOf(next));
    if (opened) navigate(approvalPath(next), { replace: true });
  };
  const act = (mode: Mode) => current && begin(current, mode);
  useCommand('next', () => move(1));
  useCommand('previous', () => move(-1));
  useCommand('open', () => current && navigate(approvalPath(current)));
  useCommand('select', () => current && select(idOf(current)));
  useCommand('approve', () => act('approve'));
  useCommand('reject', () => act('reject'));
  useCommand('edit', () => act('edit'));
  useCommand('comment', () => act('comment'));
  return setMarked;
}

function focusRow(id: string): void {
  const rows = document.querySelectorAll<HTMLElement>('[data-id]');
  const row = [...rows].find(({ dataset }) => dataset.id === id);
  row?.querySelector<HTMLElement>('a')?.focus();
}
