/** Only important files need a person before they are deleted. */
import { gatedStep } from 'countersign/hitl';
import { deleteFile } from './application.ts';

export const gatedDelete = gatedStep((args: { path: string }) => deleteFile(args.path), {
  key: 'delete-file',
  requiresApproval: (args) => args.path.startsWith('/important/'),
  description: (args) => `Delete file: ${args.path}`,
});

// Deleting /tmp/foo.txt: No approval needed, executes immediately
// Deleting /important/data.json: Pauses for approval
