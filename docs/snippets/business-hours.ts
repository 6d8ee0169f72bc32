/** An approval whose time passes only while people are at work. */
import { type BusinessHours, createApprovalStep } from 'countersign/hitl';
import { createWorkflow } from 'countersign/workflow';

const office: BusinessHours = {
  zone: 'Europe/Berlin',
  days: 'Mon-Fri', // or 'Sun-Thu', or 'Mon,Wed-Fri'
  from: '09:00',
  to: '17:00', // at most '24:00'
  holidays: ['2026-12-25', '2027-01-01'],
};

const budgetApproval = createApprovalStep({
  key: 'approval:budget',
  assignee: 'finance',
  businessHours: office,
  timeout: '2d', // two working days, of eight hours each
  onTimeout: { escalate: 'head-of-finance' }, // who is given two working days as well
  remind: ['4h'],
});

export const budgetWorkflow = createWorkflow('budget', { budgetApproval });
