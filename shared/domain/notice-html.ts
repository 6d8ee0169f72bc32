/** A notice as a plain HTML e-mail: made of its text, with nothing in it that is loaded or run. */

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as it may stand anywhere in HTML. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);

const FONT = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
const MONO = 'font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace';
const BUTTON = `${FONT};display:inline-block;padding:10px 18px;border-radius:6px;background:#1f4fd8;color:#ffffff;text-decoration:none;font-size:16px`;

/** The HTML of a notice whose plain text this is; the button is nothing but the link that the text has on a line of its own. */
export function noticeHtml({ subject, text, link }: { subject: string; text: string; link: string }): string {
  const [headline = subject, ...parts] = text.split('\n\n');
  const at = parts.findLastIndex((part) => part.endsWith(`:\n${link}`));
  const body = parts.map((part, index) => {
    if (index === at) return buttonOf(part.slice(0, -link.length - 2), link);
    return at >= 0 && index > at ? footerOf(part) : partOf(part, index);
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1b1f24;${FONT};font-size:16px;line-height:1.5">
<div style="max-width:640px;margin:0 auto">
<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">${escaped(headline)}</h1>
${body.join('\n')}
</div></body></html>`;
}

const partOf = (part: string, index: number): string =>
  index === 0
    ? `<p style="margin:0 0 16px">${escaped(part).replaceAll('\n', '<br>')}</p>`
    : `<pre style="${MONO};font-size:14px;white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f5f7;border-radius:6px;padding:12px;margin:0 0 16px">${escaped(part)}</pre>`;

const buttonOf = (label: string, link: string): string =>
  `<p style="margin:0 0 24px"><a href="${escaped(link)}" target="_blank" style="${BUTTON}">${escaped(label)}</a></p>`;

const footerOf = (part: string): string =>
  `<p style="margin:0;color:#5b6470;font-size:13px;overflow-wrap:anywhere">${escaped(part)}</p>`;
