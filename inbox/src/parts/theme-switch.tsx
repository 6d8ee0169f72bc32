/** Light, dark, or as the system has it. */
import { useState } from 'react';
import { applyTheme, readTheme, THEMES, type Theme } from '../theme.ts';

const WORDS: Record<Theme, string> = { auto: 'Auto', light: 'Light', dark: 'Dark' };

export function ThemeSwitch() {
  const [theme, setTheme] = useState(readTheme);
  const choose = (next: Theme) => {
    applyTheme(next);
    setTheme(next);
  };
  return (
    <select
      className="tool"
      aria-label="Look of the page"
      value={theme}
      onChange={({ target }) => choose(THEMES.find((one) => one === target.value) ?? 'auto')}
    >
      {THEMES.map((one) => (
        <option key={one} value={one}>
          {WORDS[one]}
        </option>
      ))}
    </select>
  );
}
