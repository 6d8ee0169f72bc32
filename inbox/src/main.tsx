/** Starts the page: reads its config, finds out who uses it, and shows it. */
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import 'countersign/react.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/form.css';
import './styles/shell.css';
import './styles/inbox.css';
import './styles/approval.css';
import './styles/runs.css';
import { applyTheme, readTheme } from './theme.ts';

applyTheme(readTheme());
const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
