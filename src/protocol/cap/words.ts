/**
 * The closed vocabularies of CAP 1.2 (section 3.2). Their words are codes on the wire; what people read stands in the
 * catalogues under `cap.<vocabulary>.<word>`.
 */
export const capWords = {
  status: ['Actual', 'Exercise', 'System', 'Test', 'Draft'],
  msgType: ['Alert', 'Update', 'Cancel', 'Ack', 'Error'],
  scope: ['Public', 'Restricted', 'Private'],
  category: [
    'Geo',
    'Met',
    'Safety',
    'Security',
    'Rescue',
    'Fire',
    'Health',
    'Env',
    'Transport',
    'Infra',
    'CBRNE',
    'Other',
  ],
  responseType: ['Shelter', 'Evacuate', 'Prepare', 'Execute', 'Avoid', 'Monitor', 'Assess', 'AllClear', 'None'],
  urgency: ['Immediate', 'Expected', 'Future', 'Past', 'Unknown'],
  severity: ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'],
  certainty: ['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'],
  /** EDXL-DE 1.0, 3.2.1. */
  distributionStatus: ['Actual', 'Exercise', 'System', 'Test'],
  distributionType: [
    'Report',
    'Update',
    'Cancel',
    'Request',
    'Response',
    'Dispatch',
    'Ack',
    'Error',
    'SensorConfiguration',
    'SensorControl',
    'SensorStatus',
    'SensorDetection',
  ],
} as const

export type CapVocabulary = keyof typeof capWords
export type CapWord<Vocabulary extends CapVocabulary> = (typeof capWords)[Vocabulary][number]
