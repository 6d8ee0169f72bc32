/** The one stylesheet of the pages, which stands in them; its digest is what their content security policy lets through. */
import { hash } from 'node:crypto';

export const STYLE = `
:root{color-scheme:light dark;--page:#f5f6f8;--card:#fff;--text:#1b2130;--quiet:#586174;--line:#d9dee7;--field:#8a94a6;
--link:#1d56b3;--yes:#156f41;--on-yes:#fff;--no:#b3261e;--note:#eef3fc;--warn:#fff4e0;--warn-line:#b26a00}
@media (prefers-color-scheme:dark){:root{--page:#14171d;--card:#1d2129;--text:#e7eaf0;--quiet:#a6afbf;--line:#363d4a;--field:#7c879a;
--link:#8fb8ff;--yes:#55c98d;--on-yes:#06210f;--no:#ff9a90;--note:#1f2a3d;--warn:#33280f;--warn-line:#e0a94a}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
overflow-wrap:anywhere}
main{max-width:46rem;margin:0 auto;padding:1.25rem 1rem 3rem}
a{color:var(--link)}
h1{font-size:1.5rem;line-height:1.25;margin:.3rem 0 .8rem;text-wrap:balance}
h2{font-size:1.05rem;margin:0 0 .7rem}
h3{font-size:.95rem;margin:1rem 0 .3rem;color:var(--quiet);font-weight:600}
p{margin:.4rem 0}
.top{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.3rem 1rem;color:var(--quiet);font-size:.9rem;margin:0 0 1.2rem}
.top b{letter-spacing:.02em}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.1rem 1.1rem;margin:0 0 1rem}
.note,.warn{border-left:4px solid var(--link);background:var(--note);border-radius:6px;padding:.7rem .9rem;margin:0 0 1rem}
.warn{border-color:var(--warn-line);background:var(--warn)}
.quiet{color:var(--quiet)}
.small{font-size:.875rem}
dl{display:grid;grid-template-columns:minmax(6.5rem,max-content) minmax(0,1fr);gap:.3rem 1rem;margin:0}
dt{color:var(--quiet)}
dd{margin:0}
dd,li,.text{unicode-bidi:isolate}
.text{white-space:pre-wrap}
.value dl,.value ol,.value ul{border-left:2px solid var(--line);padding-left:.8rem}
.value>dl,.value>ol,.value>ul{border:0;padding-left:0}
.value dd>dl,.value dd>ol,.value dd>ul{margin:.1rem 0 .3rem}
ol,ul{margin:0;padding-left:1.3rem}
.value ol,.value ul{list-style-position:inside}
pre{white-space:pre-wrap;margin:0;font-size:.85rem}
code{font:.85em ui-monospace,SFMono-Regular,Menlo,monospace}
form{margin:0}
.choice{margin-top:1rem}
.choice~.choice{border-top:1px solid var(--line);padding-top:1rem;margin-top:1.1rem}
.field{margin:0 0 .8rem}
label{display:block;font-weight:600;margin-bottom:.2rem}
label .quiet{font-weight:400}
.hint{margin:0 0 .25rem;color:var(--quiet);font-size:.875rem}
input,textarea,select{width:100%;font:inherit;color:inherit;background:var(--card);border:1px solid var(--field);border-radius:8px;
padding:.5rem .65rem;min-height:2.75rem}
textarea{display:block;resize:vertical}
textarea.code{font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
[aria-invalid]{border:2px solid var(--no)}
.wrong{color:var(--no);margin:.25rem 0 0;font-size:.9rem;font-weight:600}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.55rem 1.4rem;border-radius:8px;border:2px solid var(--yes);
background:var(--card);color:var(--yes);cursor:pointer}
button.yes{background:var(--yes);color:var(--on-yes)}
button.no{border-color:var(--no);color:var(--no)}
summary{cursor:pointer;font-weight:600;padding:.3rem 0;color:var(--link)}
details[open]>summary{margin-bottom:.7rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.history{list-style:none;padding:0}
.history li{padding:.45rem 0;border-top:1px solid var(--line)}
.history li:first-child{border:0;padding-top:0}
.sign{display:inline-block;min-width:1.6rem}
@media (max-width:30rem){.card{padding:1rem .9rem}.facts{grid-template-columns:5.5rem minmax(0,1fr);gap:.3rem .8rem}
.value dl{grid-template-columns:1fr;gap:0}.value dd{margin:0 0 .5rem}.value dd dd{margin-bottom:.25rem}.choice button{width:100%}}
@media (forced-colors:active){.note,.warn{border:1px solid}}
`;

export const STYLE_HASH = `sha256-${hash('sha256', STYLE, 'base64')}`;
