import {
  boolean,
  dictionary,
  either,
  hashes,
  hex,
  integer,
  list,
  natural,
  open,
  record,
  reference,
  references,
  text,
  texts,
  type Row,
} from './shape.ts'

type Rows = Readonly<Record<string, Row>>
const enumOf = (...values: readonly string[]) => ({ kind: 'enum', values }) as const
/** At least one of its properties is there. */
const some = (clause: string, members: Row['members']): Row => ({
  clause,
  members,
  rules: [{ kind: 'one-of', members: Object.keys(members) }],
})

const peOptionalHeader = some('6.7.6', {
  magic_hex: hex,
  major_linker_version: integer,
  minor_linker_version: integer,
  size_of_code: natural,
  size_of_initialized_data: natural,
  size_of_uninitialized_data: natural,
  address_of_entry_point: integer,
  base_of_code: integer,
  base_of_data: integer,
  image_base: integer,
  section_alignment: integer,
  file_alignment: integer,
  major_os_version: integer,
  minor_os_version: integer,
  major_image_version: integer,
  minor_image_version: integer,
  major_subsystem_version: integer,
  minor_subsystem_version: integer,
  win32_version_value_hex: hex,
  size_of_image: natural,
  size_of_headers: natural,
  checksum_hex: hex,
  subsystem_hex: hex,
  dll_characteristics_hex: hex,
  size_of_stack_reserve: natural,
  size_of_stack_commit: natural,
  size_of_heap_reserve: natural,
  size_of_heap_commit: natural,
  loader_flags_hex: hex,
  number_of_rva_and_sizes: integer,
  hashes,
})

const peDetail: Row['members'] = {
  imphash: text,
  machine_hex: hex,
  number_of_sections: natural,
  time_date_stamp: { kind: 'timestamp', precision: 'seconds' },
  pointer_to_symbol_table_hex: hex,
  number_of_symbols: natural,
  size_of_optional_header: natural,
  characteristics_hex: hex,
  file_header_hashes: hashes,
  optional_header: record(peOptionalHeader),
  sections: list(
    record({
      clause: '6.7.6',
      members: { name: text, size: natural, entropy: { kind: 'float' }, hashes },
      required: ['name'],
    }),
  ),
}

/** Predefined extensions of files (sections 6.7.2 to 6.7.6). */
export const fileExtensions: Rows = {
  'archive-ext': {
    clause: '6.7.2',
    members: { contains_refs: references('file', 'directory'), comment: text },
    required: ['contains_refs'],
  },
  'ntfs-ext': some('6.7.3', {
    sid: text,
    alternate_data_streams: list(
      record({ clause: '6.7.3', members: { name: text, hashes, size: natural }, required: ['name'] }),
    ),
  }),
  'pdf-ext': some('6.7.4', {
    version: text,
    is_optimized: boolean,
    document_info_dict: dictionary(text),
    pdfid0: text,
    pdfid1: text,
  }),
  'raster-image-ext': some('6.7.5', {
    image_height: integer,
    image_width: integer,
    bits_per_pixel: integer,
    exif_tags: dictionary(either(integer, text)),
  }),
  'windows-pebinary-ext': {
    clause: '6.7.6',
    members: { pe_type: open('windows-pebinary-type'), ...peDetail },
    required: ['pe_type'],
    rules: [{ kind: 'one-of', members: Object.keys(peDetail) }],
  },
}

/** Of network traffic (sections 6.12.2 to 6.12.5). */
export const trafficExtensions: Rows = {
  'http-request-ext': {
    clause: '6.12.2',
    members: {
      request_method: text,
      request_value: text,
      request_version: text,
      request_header: dictionary(texts),
      message_body_length: integer,
      message_body_data_ref: reference('artifact'),
    },
    required: ['request_method', 'request_value'],
  },
  'icmp-ext': {
    clause: '6.12.3',
    members: { icmp_type_hex: hex, icmp_code_hex: hex },
    required: ['icmp_type_hex', 'icmp_code_hex'],
  },
  'socket-ext': {
    clause: '6.12.4',
    members: {
      address_family: enumOf(
        'AF_UNSPEC',
        'AF_INET',
        'AF_IPX',
        'AF_APPLETALK',
        'AF_NETBIOS',
        'AF_INET6',
        'AF_IRDA',
        'AF_BTH',
      ),
      is_blocking: boolean,
      is_listening: boolean,
      options: dictionary(integer),
      socket_type: enumOf('SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_RDM', 'SOCK_SEQPACKET'),
      socket_descriptor: natural,
      socket_handle: integer,
    },
    required: ['address_family'],
  },
  'tcp-ext': some('6.12.5', { src_flags_hex: hex, dst_flags_hex: hex }),
}

/** Of processes (sections 6.13.2, 6.13.3). */
export const processExtensions: Rows = {
  'windows-process-ext': some('6.13.2', {
    aslr_enabled: boolean,
    dep_enabled: boolean,
    priority: text,
    owner_sid: text,
    window_title: text,
    // As the errata spell it.
    windows_title: text,
    startup_info: dictionary(),
    integrity_level: enumOf('low', 'medium', 'high', 'system'),
  }),
  'windows-service-ext': some('6.13.3', {
    service_name: text,
    descriptions: texts,
    display_name: text,
    group_name: text,
    start_type: enumOf(
      'SERVICE_AUTO_START',
      'SERVICE_BOOT_START',
      'SERVICE_DEMAND_START',
      'SERVICE_DISABLED',
      'SERVICE_SYSTEM_ALERT',
    ),
    service_dll_refs: references('file'),
    service_type: enumOf(
      'SERVICE_KERNEL_DRIVER',
      'SERVICE_FILE_SYSTEM_DRIVER',
      'SERVICE_WIN32_OWN_PROCESS',
      'SERVICE_WIN32_SHARE_PROCESS',
    ),
    service_status: enumOf(
      'SERVICE_CONTINUE_PENDING',
      'SERVICE_PAUSE_PENDING',
      'SERVICE_PAUSED',
      'SERVICE_RUNNING',
      'SERVICE_START_PENDING',
      'SERVICE_STOP_PENDING',
      'SERVICE_STOPPED',
    ),
  }),
}

/** Of user accounts (section 6.16.2). */
export const accountExtensions: Rows = {
  'unix-account-ext': some('6.16.2', { gid: integer, groups: texts, home_dir: text, shell: text }),
}
