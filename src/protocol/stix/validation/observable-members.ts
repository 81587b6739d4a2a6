import {
  boolean,
  dictionary,
  formed,
  hashes,
  integer,
  list,
  record,
  reference,
  references,
  text,
  timestamp,
} from './shape.ts'
import type { Row } from './shape.ts'

/** At least one property of its own. */
export const ownOf = (members: Row['members']) =>
  ({ kind: 'one-of', members: Object.keys(members), orExtension: true }) as const

/** Of a process (section 6.13). */
export const process: Row['members'] = {
  is_hidden: boolean,
  pid: integer,
  created_time: timestamp,
  cwd: text,
  command_line: text,
  environment_variables: dictionary(text),
  opened_connection_refs: references('network-traffic'),
  creator_user_ref: reference('user-account'),
  image_ref: reference('file'),
  parent_ref: reference('process'),
  child_refs: references('process'),
}

/** Of a user account (section 6.16). */
export const account: Row['members'] = {
  user_id: text,
  credential: text,
  account_login: text,
  account_type: { kind: 'open', vocabulary: 'account-type' },
  display_name: text,
  is_service_account: boolean,
  is_privileged: boolean,
  can_escalate_privs: boolean,
  is_disabled: boolean,
  account_created: timestamp,
  account_expires: timestamp,
  credential_last_changed: timestamp,
  account_first_login: timestamp,
  account_last_login: timestamp,
}

const registryValue: Row['members'] = {
  name: text,
  data: text,
  data_type: {
    kind: 'enum',
    values: [
      'REG_NONE',
      'REG_SZ',
      'REG_EXPAND_SZ',
      'REG_BINARY',
      'REG_DWORD',
      'REG_DWORD_BIG_ENDIAN',
      'REG_DWORD_LITTLE_ENDIAN',
      'REG_LINK',
      'REG_MULTI_SZ',
      'REG_RESOURCE_LIST',
      'REG_FULL_RESOURCE_DESCRIPTION',
      'REG_RESOURCE_REQUIREMENTS_LIST',
      'REG_QWORD',
      'REG_INVALID_TYPE',
    ],
  },
}

/** Of a registry key (section 6.17). */
export const registryKey: Row['members'] = {
  key: formed('registry-key'),
  values: list(record({ clause: '6.17.2', members: registryValue, rules: [ownOf(registryValue)] })),
  modified_time: timestamp,
  creator_user_ref: reference('user-account'),
  number_of_subkeys: integer,
}

const certificateExtensions: Row['members'] = {
  basic_constraints: text,
  name_constraints: text,
  policy_constraints: text,
  key_usage: text,
  extended_key_usage: text,
  subject_key_identifier: text,
  authority_key_identifier: text,
  subject_alternative_name: text,
  issuer_alternative_name: text,
  subject_directory_attributes: text,
  crl_distribution_points: text,
  inhibit_any_policy: text,
  private_key_usage_period_not_before: timestamp,
  private_key_usage_period_not_after: timestamp,
  certificate_policies: text,
  policy_mappings: text,
}

/** Of a certificate (section 6.18). */
export const certificate: Row['members'] = {
  is_self_signed: boolean,
  hashes,
  version: text,
  serial_number: text,
  signature_algorithm: text,
  issuer: text,
  validity_not_before: timestamp,
  validity_not_after: timestamp,
  subject: text,
  subject_public_key_algorithm: text,
  subject_public_key_modulus: text,
  subject_public_key_exponent: integer,
  x509_v3_extensions: record({
    clause: '6.18.2',
    members: certificateExtensions,
    rules: [ownOf(certificateExtensions)],
  }),
}
