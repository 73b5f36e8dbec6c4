/**
 * Every text of the page, in both languages. Data only.
 *
 * `{name}` is filled in; a part between backticks is set as code. The messages of issues are not here: they come with
 * each issue, from the package, and so do the explanations of an answer.
 */

import type { Category, Mistake, Verdict } from "ecs-image-pipeline";

/** The languages of the page. */
export type Language = "en" | "zh";

type Pairs<Key extends string = string> = Record<Key, readonly [en: string, zh: string]>;

function byLanguage<Key extends string>(both: Pairs<Key>): Record<Language, Record<Key, string>> {
  const of = (index: 0 | 1) =>
    Object.fromEntries(Object.entries<Pairs[string]>(both).map(([key, pair]) => [key, pair[index]])) as Record<
      Key,
      string
    >;
  return { en: of(0), zh: of(1) };
}

const pairs = {
  pageTitle: ["Sign an ECS image build request", "签名 ECS 镜像构建请求"],
  title: ["Sign an image build request", "为镜像构建请求签名"],
  lede: [
    "Fill in `StartImagePipelineExecution` for Alibaba Cloud ECS, and see each step of its signature as you type.",
    "填写阿里云 ECS `StartImagePipelineExecution` 的调用参数，边输入边查看签名的每一步。",
  ],
  language: ["Language", "语言"],

  skip: ["Skip to the content", "跳到正文"],
  tabs: ["Parts of the page", "页面功能"],
  tabSign: ["Sign", "签名"],
  tabRepair: ["Repair", "排错"],
  tabPolicy: ["RAM policy", "权限策略"],
  tabErrors: ["Error codes", "错误码"],
  theme: ["Theme", "主题"],
  themeSystem: ["Theme of the system", "跟随系统主题"],
  themeLight: ["Light theme", "浅色主题"],
  themeDark: ["Dark theme", "深色主题"],
  examples: ["Examples", "示例"],
  examplesSign: ["Requests of the official SDKs", "官方 SDK 生成的请求"],
  examplesRepair: ["Something to repair", "待排查的问题"],
  exampleMinimal: ["The shortest request", "最简请求"],
  exampleMinimalAbout: ["Region and template alone", "只有地域和镜像模板"],
  exampleTags: ["Tags with difficult characters", "带特殊字符的标签"],
  exampleTagsAbout: ["Blanks, quotes, Chinese, an empty value", "空格、引号、中文、空值"],
  exampleSts: ["Temporary credentials", "临时访问凭证"],
  exampleStsAbout: ["With a security token", "带有安全令牌"],
  exampleAcs3: ["The current signature", "新版签名"],
  exampleAcs3About: ["ACS3-HMAC-SHA256, signed headers", "ACS3-HMAC-SHA256，对请求头签名"],
  exampleRefused: ["A refused signature", "签名被拒绝"],
  exampleRefusedAbout: ["One character changed on the way", "途中有一个字符被改动"],
  exampleDocument: ["The documentation’s own URL", "官方文档中的 URL"],
  exampleDocumentAbout: ["DescribeRegions, encoded once too often", "DescribeRegions，多编码了一次"],
  exampleForm: ["A form encoder’s string to sign", "表单编码的待签名字符串"],
  exampleFormAbout: ["+ for a space, and another order", "空格写成 +，顺序也不同"],
  exampleDenied: ["A missing permission", "缺少权限"],
  exampleDeniedAbout: ["With the policy that grants it", "附所需的权限策略"],
  share: ["Share", "分享"],
  shared: ["Link copied", "已复制链接"],
  sharedAll: [
    "Link copied. Everything in the form is in it but credentials, client token, time and nonce.",
    "已复制链接，其中包含表单内容，但不含访问凭证、客户端 Token、时间戳和随机数。",
  ],
  sharedWithout: [
    "Link copied, without {fields}: what may hold a credential is never put into a link.",
    "已复制链接，但不包含{fields}：可能含有访问凭证的内容不会写入链接。",
  ],
  shareFailed: ["The link is in the address bar; copy it from there.", "链接已在地址栏中，请从地址栏复制。"],
  reset: ["Reset", "重置"],
  wasReset: ["Everything is as at the start.", "已恢复为初始状态。"],
  noticeBroken: [
    "This link holds nothing that the page can read. The form is as it was.",
    "该链接中没有本页面能够读取的内容，表单保持不变。",
  ],
  noticeNewer: [
    "This link was made by another version of the page. The form is as it was.",
    "该链接由另一版本的页面生成，表单保持不变。",
  ],
  noticeClose: ["Close", "关闭"],
  foot: [
    "Nothing leaves this page: its security policy forbids every connection. Once loaded, it works offline.",
    "所有内容都不会离开本页面：安全策略禁止一切网络连接。加载完成后可离线使用。",
  ],

  privacyTitle: ["Nothing leaves this page.", "所有内容都不会离开本页面。"],
  privacy: [
    "Its security policy (CSP) forbids every connection. Credentials stay in this tab’s memory and are gone on reload.",
    "内容安全策略（CSP）禁止一切网络连接。访问凭证只保存在当前标签页的内存中，刷新后即消失。",
  ],

  formLabel: ["Request, signing options and credentials", "请求参数、签名选项和访问凭证"],
  required: ["required", "必填"],

  request: ["Request", "请求参数"],
  imagePipelineId: ["Image template ID", "镜像模板 ID"],
  imagePipelineIdHint: [
    "Starts with `ip-`. Copy it from the ECS console or from `DescribeImagePipelines`.",
    "以 `ip-` 开头，可从 ECS 控制台或 `DescribeImagePipelines` 的返回结果中复制。",
  ],
  imagePipelineIdExample: [
    "The documentation’s example: type your own over it.",
    "官方文档中的示例，直接输入即可替换。",
  ],
  regionId: ["Region ID", "地域 ID"],
  regionIdHint: [
    "The region of the image template. It is in the endpoint too: `ecs.<region>.aliyuncs.com`.",
    "镜像模板所在的地域，也是接入点的一部分：`ecs.<地域>.aliyuncs.com`。",
  ],
  clientToken: ["Client token", "客户端 Token"],
  clientTokenHint: [
    "Makes the call idempotent: sent again with the same token, it starts no second build. Keep the token for each retry.",
    "用于保证请求的幂等性：使用相同的 Token 重复发送，不会再次启动构建任务。重试时请保持不变。",
  ],
  generate: ["Generate", "生成"],
  generateLabel: ["Generate a client token", "生成客户端 Token"],

  tags: ["Tags", "标签"],
  tagsHint: ["For the build task, at most 20. A value may be empty.", "构建任务的标签，最多 20 个。标签值可以为空。"],
  addTag: ["Add tag", "添加标签"],
  tagKeyColumn: ["Key", "标签键"],
  tagValueColumn: ["Value", "标签值"],
  tagKey: ["Tag {number} key", "标签 {number} 的键"],
  tagValue: ["Tag {number} value", "标签 {number} 的值"],
  removeTag: ["Remove tag {number}", "删除标签 {number}"],

  moreFields: ["More fields", "更多参数"],
  moreFieldsHint: ["Deprecated, or not documented for this operation.", "已弃用，或该接口的文档中未说明。"],
  templateTags: ["Template tags", "镜像模板标签"],
  templateTagsHint: ["Deprecated by Alibaba Cloud. They are still sent.", "已被阿里云弃用，但仍会发送。"],
  addTemplateTag: ["Add template tag", "添加镜像模板标签"],
  templateTagKey: ["Template tag {number} key", "镜像模板标签 {number} 的键"],
  templateTagValue: ["Template tag {number} value", "镜像模板标签 {number} 的值"],
  removeTemplateTag: ["Remove template tag {number}", "删除镜像模板标签 {number}"],
  ownerAccount: ["Owner account", "所有者账号"],
  ownerId: ["Owner ID", "所有者 ID"],
  resourceOwnerAccount: ["Resource owner account", "资源所有者账号"],
  resourceOwnerId: ["Resource owner ID", "资源所有者 ID"],

  signing: ["Signing", "签名选项"],
  signatureMethod: ["Signature method", "签名方法"],
  method: ["Method", "请求方法"],
  format: ["Format", "返回格式"],
  network: ["Network", "网络类型"],
  networkPublic: ["Public", "公网"],
  networkVpc: ["VPC", "VPC"],
  endpoint: ["Endpoint", "接入点"],
  endpointHint: ["Empty: the default for the region and network.", "留空则使用该地域和网络类型的默认接入点。"],
  timestamp: ["Timestamp", "时间戳"],
  timestampPlaceholder: ["Now", "当前时间"],
  timestampHint: ["Empty: the time at each key press.", "留空则取每次输入时的时间。"],
  signatureNonce: ["Signature nonce", "随机数"],
  signatureNoncePlaceholder: ["A fresh UUID", "新的 UUID"],
  signatureNonceHint: ["Empty: a fresh one at each key press.", "留空则在每次输入时重新生成。"],

  credentials: ["Credentials", "访问凭证"],
  credentialsHint: [
    "`testid` and `testsecret` are the documentation’s example. For real calls prefer temporary credentials from STS: they expire, and can be limited to this one action.",
    "`testid` 和 `testsecret` 是官方文档中的示例。实际调用时建议使用 STS 临时访问凭证：它会自动过期，并且可以只授予这一个操作的权限。",
  ],
  accessKeyId: ["AccessKey ID", "AccessKey ID"],
  accessKeyIdHint: ["Says who calls. It is sent with the request.", "用于标识调用者，会随请求发送。"],
  accessKeySecret: ["AccessKey secret", "AccessKey Secret"],
  accessKeySecretHint: ["Keys the signature. It is never sent.", "只用于计算签名，不会随请求发送。"],
  show: ["Show", "显示"],
  hide: ["Hide", "隐藏"],
  showLabel: ["Show the AccessKey secret", "显示 AccessKey Secret"],
  hideLabel: ["Hide the AccessKey secret", "隐藏 AccessKey Secret"],
  securityToken: ["STS token", "STS Token"],
  securityTokenHint: [
    "Only for a temporary AccessKey: its ID starts with `STS.`",
    "仅在使用以 `STS.` 开头的临时 AccessKey 时填写。",
  ],

  resultLabel: ["Signed request", "签名后的请求"],
  verdictWaiting: ["Type an image template ID", "请输入镜像模板 ID"],
  verdictExample: ["An example", "示例请求"],
  verdictReady: ["Ready to send", "可以发送"],
  verdictWarnings: ["Ready to send, {warnings}", "可以发送，有 {warnings}"],
  verdictErrors: ["{errors}", "{errors}"],
  verdictErrorsAndWarnings: ["{errors}, {warnings}", "{errors}，{warnings}"],
  verdictExpired: ["Expired", "已过期"],
  verdictFailed: ["Cannot sign here", "无法在此签名"],
  errorOne: ["1 error", "1 个错误"],
  errorMany: ["{count} errors", "{count} 个错误"],
  warningOne: ["1 warning", "1 条警告"],
  warningMany: ["{count} warnings", "{count} 条警告"],
  detailWaiting: [
    "The signed request appears as soon as there is one.",
    "输入有效的 ID 后，这里会立即显示签名后的请求。",
  ],
  detailExample: [
    "Type your image template ID to sign your own request.",
    "输入自己的镜像模板 ID，即可为自己的请求签名。",
  ],
  detailReady: ["Valid until {time}, for one use.", "有效期至 {time}，只能使用一次。"],
  detailExpired: [
    "Expired at {time}. Sign again, or change the timestamp.",
    "已于 {time} 过期，服务端会拒绝该请求。请重新签名或修改时间戳。",
  ],
  detailErrors: ["To get a signed request, fix {fields}.", "请先修正：{fields}。"],
  detailFieldSeparator: [", ", "、"],
  detailMore: ["{fields} and {count} more", "{fields}以及另外 {count} 处"],
  wholeRequest: ["the request", "整个请求"],
  detailNoWebAssembly: [
    "The signing code is WebAssembly, and this browser would not compile it. A strict security mode or an extension may forbid it; another browser will do.",
    "签名代码以 WebAssembly 运行，而当前浏览器无法编译它。可能是严格的安全模式或浏览器扩展禁止了 WebAssembly，请换一个浏览器再试。",
  ],
  detailFailed: [
    "Something unexpected happened ({name}). What you typed is still here. Change a field to try again, or reload.",
    "发生了意外错误（{name}）。您输入的内容仍然保留，请修改任一字段后重试，或刷新页面。",
  ],

  steps: ["The signature, step by step", "签名步骤"],
  stepsHint: [
    "Point at a parameter, or press its name, to follow it from step to step.",
    "将指针移到参数上或按下参数名，即可在各步骤中追踪该参数。",
  ],
  legend: ["Kinds of parameters", "参数类别"],
  kindRequest: ["Request", "请求参数"],
  kindTag: ["Tags", "标签"],
  kindSigning: ["Signing", "签名"],
  kindIdentity: ["Identity", "身份"],
  parameters: ["Parameters", "参数"],
  parametersHint: [
    "Every parameter but the signature, sorted by the bytes of its name.",
    "除签名外的所有参数，按参数名的字节顺序排列。",
  ],
  parametersHintAcs3: [
    "The operation’s own parameters, sorted by the bytes of their names.",
    "接口自身的参数，按参数名的字节顺序排列。",
  ],
  columnName: ["Name", "名称"],
  columnRaw: ["Value", "值"],
  columnEncoded: ["Percent-encoded", "百分号编码"],
  key: ["Key", "密钥"],
  keyHint: [
    "The AccessKey secret, followed by `&`. The button copies it; it is not shown.",
    "AccessKey Secret 加上 `&`。此处不显示，可用按钮复制。",
  ],
  keyHintAcs3: [
    "The AccessKey secret as it is, without `&`. The button copies it; it is not shown.",
    "AccessKey Secret 本身，不加 `&`。此处不显示，可用按钮复制。",
  ],
  keyHidden: ["secret", "Secret"],
  hmac: ["HMAC", "HMAC"],
  hmacHint: [
    "HMAC-SHA1 of the string to sign with the key: 20 bytes, in hex.",
    "用密钥对待签名字符串计算 HMAC-SHA1，得到 20 个字节，以十六进制表示。",
  ],
  hmacHintAcs3: [
    "HMAC-SHA256 of the string to sign with the key: 32 bytes, in hex.",
    "用密钥对待签名字符串计算 HMAC-SHA256，得到 32 个字节，以十六进制表示。",
  ],
  signedHeaders: ["Signed headers", "参与签名的请求头"],
  signedHeadersHint: [
    "`host` and every `x-acs-` header: names in lower case, sorted, one on a line.",
    "`host` 和所有 `x-acs-` 请求头：名称小写，按名称排序，每行一个。",
  ],
  canonicalRequest: ["Canonical request", "规范化请求"],
  canonicalRequestHint: [
    "Method, path, canonical query, headers, their names, and the SHA-256 of the body, one below the other.",
    "请求方法、路径、规范化请求字符串、请求头、请求头名称和请求体的 SHA-256，依次各占一行。",
  ],
  hashedRequest: ["Hashed canonical request", "规范化请求的哈希值"],
  hashedRequestHint: ["SHA-256 of the canonical request, in hex.", "规范化请求的 SHA-256，以十六进制表示。"],
  headers: ["Headers", "请求头"],
  take: ["Take it away", "取用代码"],
  takeHint: [
    "The same request in the form that you need; each is run against a gateway in this project’s tests. A client token stands for one build: take a new one for the next.",
    "同一个请求的多种写法，每一种都经过本项目的测试，实际发送到测试网关并被接受。一个客户端 Token 只对应一个构建任务，再次构建时请更换。",
  ],
  takeForms: ["Form", "形式"],
  snippet: ["Code", "代码"],
  snippetUrl: [
    "A browser or any client sends it as it is, once, within 15 minutes.",
    "可直接用浏览器或任何客户端发送，15 分钟内有效，只能使用一次。",
  ],
  snippetUrlNone: [
    "A URL alone carries the whole request only as `GET` with `HMAC-SHA1`. Choose them under Signing, or take curl.",
    "只有以 `GET` 和 `HMAC-SHA1` 签名时，URL 才包含完整的请求。请在“签名选项”中选择，或使用 curl。",
  ],
  snippetCurl: [
    "Signed already: for one use, within 15 minutes. The secret is not in it.",
    "已经签名：15 分钟内有效，只能使用一次，其中不含 Secret。",
  ],
  snippetFetch: [
    "Signed already: for one use, within 15 minutes. The secret is not in it.",
    "已经签名：15 分钟内有效，只能使用一次，其中不含 Secret。",
  ],
  snippetNode: [
    "Signs each time it runs. Reads `ACCESS_KEY_ID` and `ACCESS_KEY_SECRET`.",
    "每次运行时签名，从 `ACCESS_KEY_ID` 和 `ACCESS_KEY_SECRET` 读取访问凭证。",
  ],
  snippetWorker: [
    "Signs at the edge. `TOKEN`, `ACCESS_KEY_ID` and `ACCESS_KEY_SECRET` are secret bindings.",
    "在边缘节点签名，`TOKEN`、`ACCESS_KEY_ID` 和 `ACCESS_KEY_SECRET` 为机密绑定。",
  ],
  snippetPython: [
    "Standard library alone. Signs each time it runs. Reads `ACCESS_KEY_ID` and `ACCESS_KEY_SECRET`.",
    "只使用标准库，每次运行时签名，从 `ACCESS_KEY_ID` 和 `ACCESS_KEY_SECRET` 读取访问凭证。",
  ],
  snippetRust: [
    "Prints a configuration for `curl --config -`. Needs `ecs-image-pipeline` and `uuid` with the feature `v4`.",
    "输出供 `curl --config -` 使用的配置。依赖 `ecs-image-pipeline`，以及启用 `v4` 特性的 `uuid`。",
  ],
  literal: ["Write the credentials into the code", "将访问凭证写入代码"],
  literalHint: [
    "Off: the code reads them from the environment. On: whoever sees the code has them.",
    "关闭时，代码从环境变量读取访问凭证；打开后，看到代码的人就能得到访问凭证。",
  ],
  canonicalQuery: ["Canonical query", "规范化请求字符串"],
  canonicalQueryHint: [
    "All parameters, percent-encoded, sorted by name and joined by `&`.",
    "所有参数经百分号编码、按名称排序后，以 `&` 连接。",
  ],
  stringToSign: ["String to sign", "待签名字符串"],
  stringToSignHint: [
    "The method, `/` and the canonical query, encoded once more.",
    "由请求方法、`/` 和规范化请求字符串再次编码后组成。",
  ],
  stringToSignHintAcs3: [
    "The name of the method and the hashed canonical request, one below the other.",
    "签名方法的名称和规范化请求的哈希值，各占一行。",
  ],
  signature: ["Signature", "签名"],
  signatureHint: ["The bytes of the HMAC, in Base64.", "HMAC 各字节的 Base64 编码。"],
  signatureHintAcs3: ["The bytes of the HMAC, in hex.", "HMAC 各字节的十六进制表示。"],
  signedRequest: ["Signed request", "签名后的请求"],
  signedRequestHintGet: [
    "The query with the signature. `GET` needs no header and no body.",
    "带有签名的查询字符串。`GET` 请求不需要请求头和请求体。",
  ],
  signedRequestHintPost: ["Everything goes into the form body.", "所有参数都放在表单请求体中。"],
  signedRequestHintAcs3: [
    "The query is not changed: the signature travels in the header `authorization`.",
    "查询字符串保持不变，签名放在请求头 `authorization` 中。",
  ],
  url: ["URL", "URL"],
  body: ["Form body", "表单请求体"],
  validity: ["Validity", "有效期"],
  validityHint: ["Each request is good for 15 minutes and for one use.", "每个请求在 15 分钟内有效，且只能使用一次。"],
  signAgain: ["Sign again", "重新签名"],
  signedAt: ["Signed at", "签名时间"],
  nonce: ["Nonce", "随机数"],
  expiresAt: ["Valid until", "有效期至"],
  noOutput: ["Appears when the request has no errors.", "请求没有错误时显示在这里。"],

  copy: ["Copy", "复制"],
  copied: ["Copied", "已复制"],
  copyFailed: ["Press Ctrl+C", "请按 Ctrl+C"],
  copyUrl: ["Copy signed URL", "复制签名 URL"],
  copyBody: ["Copy form body", "复制表单请求体"],
  copyCurl: ["Copy as curl", "复制 curl 命令"],
  copyWhat: ["Copy: {what}", "复制：{what}"],
  announceCopied: ["{what}: copied", "{what}：已复制"],
  announceCopyFailed: [
    "{what}: selected. The browser did not allow copying; press Ctrl+C or Command+C.",
    "{what}：已选中。浏览器不允许自动复制，请按 Ctrl+C 或 Command+C。",
  ],

  repairTitle: ["Find out what went wrong", "找出问题所在"],
  repairLede: [
    "Paste what the server answered, or a request that other code has made. It stays in this tab’s memory, like everything else here.",
    "粘贴服务端的响应，或其他代码生成的请求。与其他内容一样，只保存在当前标签页的内存中。",
  ],
  repairFormLabel: ["What to look into", "待排查的内容"],
  repairEmptyTitle: ["What can be pasted", "可以粘贴的内容"],
  repairEmptyAnswer: [
    "The server’s answer, JSON or XML, with or without its headers: what the code means and what to do next. A refused signature is compared with ours, parameter by parameter.",
    "服务端响应，JSON 或 XML，可带响应头：说明错误码的含义和下一步操作；签名被拒绝时，与本页面的签名内容逐个参数比较。",
  ],
  repairEmptyLog: ["A whole line of a log: the answer in it is found.", "整行日志：自动找出其中的响应。"],
  repairEmptyUrl: [
    "A signed URL, a form body or a command for curl: taken apart, and its encoding, names and signature checked.",
    "带签名的 URL、表单请求体或 curl 命令：逐项拆解，检查编码、参数名和签名。",
  ],
  repairEmptyString: [
    "A string to sign, `GET&%2F&…`: its encoding and its order checked. A canonical request by ACS3: compared with the form’s.",
    "待签名字符串（`GET&%2F&…`）：检查编码和顺序；ACS3 的规范化请求：与表单中的请求比较。",
  ],
  repairContext: [
    "Compared with the request under {sign}, and checked with the secret there, of {id}.",
    "与“{sign}”中的请求比较，并用其中 {id} 的 Secret 检查签名。",
  ],
  answerBody: ["Answer or request", "响应或请求"],
  answerPlaceholder: ['{"RequestId":"…","Code":"…","Message":"…"}', '{"RequestId":"…","Code":"…","Message":"…"}'],
  answerBodyHint: [
    "JSON, XML, a line of a log, a URL or a string to sign; with the headers too, as `curl -i` shows them.",
    "可以是 JSON、XML、一行日志、URL 或待签名字符串，也可以带有响应头（`curl -i` 的输出）。",
  ],
  answerStatus: ["HTTP status", "HTTP 状态码"],
  answerStatusHint: ["Empty: 400, or 200 for a success.", "留空时按 400 处理；响应为成功时按 200 处理。"],
  answerStatusTaken: ["Empty: {status}, as the answer says.", "留空时取响应中的 {status}。"],
  answerStatusWrong: ["Three digits, such as 400.", "三位数字，例如 400。"],
  answerNothing: [
    "This text holds no answer that this page can read. It may have been cut off.",
    "这段文本中没有本页面能够解读的响应，也可能已被截断。",
  ],
  answerNothingRemedy: [
    "Paste the whole answer, or what the client printed of it with its code.",
    "请粘贴完整的响应，或客户端输出的含有错误码的错误信息。",
  ],
  answerEncoded: ["`DecodeDiagnosticMessage` of RAM reads it.", "可通过 RAM 的 `DecodeDiagnosticMessage` 接口解码。"],
  answerSuccess: ["The build has started", "构建任务已启动"],
  answerAccepted: ["The request was accepted.", "服务端已接受该请求。"],
  answerWatch: [
    "Watch the build task with `DescribeImagePipelineExecutions`, in the same region.",
    "在同一地域调用 `DescribeImagePipelineExecutions` 查看构建任务的进展。",
  ],
  answerRefused: ["Refused", "请求被拒绝"],
  answerUnreadable: ["Not an answer of ECS", "不是 ECS 的响应"],
  answerRemedy: ["Next step", "下一步"],
  policy: ["Policy that allows the call", "允许本次调用的权限策略"],
  policyHint: [
    "It allows builds from every template, in every region: put a region and a template ID in the place of `*` to narrow it.",
    "允许在所有地域使用所有镜像模板启动构建；将 `*` 换成具体的地域和镜像模板 ID，即可缩小范围。",
  ],
  colon: [": ", "："],
  answerCode: ["Code", "错误码"],
  answerKnown: ["A documented code.", "官方文档中的错误码。"],
  answerUnknown: [
    "Not documented for this API; explained by its family or its status.",
    "该接口的文档中没有此错误码，根据同类错误码或状态码解释。",
  ],
  answerOwnCode: ["This page’s own code, for answers that it cannot read.", "本页面自定的错误码，用于无法解读的响应。"],
  answerMessage: ["Message", "错误信息"],
  answerStart: ["It begins with", "响应开头"],
  answerAbout: ["What the code means", "错误码含义"],
  answerRetry: ["Retry", "能否重试"],
  answerRequestId: ["Request ID", "请求 ID"],
  answerRecommend: ["Diagnosis by Alibaba Cloud", "阿里云诊断链接"],
  sentenceSpace: [" ", ""],
  retryNever: ["Not as it stands: something has to be changed first.", "不能原样重试，需先修正问题。"],
  retryNow: [
    "Yes, at once, signed again with a fresh time and nonce.",
    "可以立即重试，使用新的时间戳和随机数重新签名。",
  ],
  retryLater: [
    "Yes, after a pause, signed again with a fresh time and nonce.",
    "可以稍后重试，使用新的时间戳和随机数重新签名。",
  ],
  retryDelay: [
    "Yes, after {seconds} s at least, signed again with a fresh time and nonce.",
    "可以重试，至少等待 {seconds} 秒，并使用新的时间戳和随机数重新签名。",
  ],
  retryAfterExecution: [
    "Yes, when the running build has ended, signed again with a fresh time and nonce.",
    "正在运行的构建任务结束后可以重试，使用新的时间戳和随机数重新签名。",
  ],
  retryAfterClock: [
    "Yes, when the clock is right, signed again with a fresh time and nonce.",
    "校准时钟后可以重试，使用新的时间戳和随机数重新签名。",
  ],
  retrySameToken: [
    "Keep the client token, so that only one build starts.",
    "请保持客户端 Token 不变，以免启动多个构建任务。",
  ],
  retryNewToken: ["Use a new client token.", "请使用新的客户端 Token。"],
  answerCompared: ["What was signed, and what arrived", "签名内容与服务端收到的内容"],
  answerComparedNamed: [
    "Compared with the request that this page signed at {time}.",
    "与本页面于 {time} 签名的请求比较。",
  ],
  answerComparedOther: [
    "The nonce {nonce} is unknown here, so the request in the form stands in. Fill in the form like the request that was sent, and type that request’s timestamp and nonce under Signing.",
    "本页面没有使用随机数 {nonce} 签名过请求，因此暂与表单中的请求比较。请按实际发送的请求填写表单，并在“签名选项”中填入该请求的时间戳和随机数。",
  ],
  answerTakeOver: ["Use this timestamp and nonce", "填入该时间戳和随机数"],
  answerNoRequest: [
    "Fill in the form like the request that was sent: the comparison appears here.",
    "请按实际发送的请求填写表单，比较结果会显示在这里。",
  ],
  answerSame: ["Every parameter arrived as it was signed.", "服务端收到的所有参数都与签名时一致。"],
  answerRest: [
    "Everything else is the same. Values are percent-encoded, as they were signed.",
    "其余内容均一致。参数值按签名时的百分号编码显示。",
  ],
  columnParameter: ["Parameter", "参数"],
  columnOurs: ["We signed", "签名内容"],
  columnTheirs: ["The server signed", "服务端收到的内容"],
  anotherNonce: ["Another nonce", "随机数不同"],
  bothDiffer: ["Different", "不同"],
  onlyPasted: ["Only as pasted", "仅粘贴的内容中有"],
  onlyOurs: ["Only in the form", "仅表单中有"],
  onlyTheirs: ["Only at the server", "仅服务端有"],
  notSigned: ["not signed by us", "未参与签名"],
  notArrived: ["did not arrive", "服务端未收到"],
  emptyValue: ["empty", "空值"],
  markStart: [" [differs: ", "［不同："],
  markEnd: ["] ", "］"],
  markGap: [" [something is missing here] ", "［此处有缺失］"],

  inspectRight: ["The signature is right", "签名正确"],
  inspectRightAbout: [
    "With the secret of the form, the signature of this request comes out as it was pasted.",
    "用表单中的 Secret 计算，该请求的签名与粘贴的一致。",
  ],
  inspectRightRemedy: [
    "Send it within 15 minutes of its timestamp, once.",
    "请在时间戳之后 15 分钟内发送，且只发送一次。",
  ],
  inspectUnchecked: ["Nothing wrong was found; the signature is not checked", "没有发现问题，但签名尚未检查"],
  inspectUncheckedAbout: [
    "The request belongs to {id}, and the form has the secret of {other}.",
    "该请求属于 {id}，而表单中是 {other} 的 Secret。",
  ],
  inspectUncheckedRemedy: [
    "Fill in the AccessKey ID and secret of this request, and its signature is checked too.",
    "请在表单中填写该请求的 AccessKey ID 和 AccessKey Secret，即可检查签名。",
  ],
  inspectString: ["A correct string to sign", "待签名字符串正确"],
  inspectStringAbout: ["Encoding and order are as they have to be.", "编码和顺序均符合要求。"],
  inspectStringRemedy: [
    "With the secret of the form, its signature is {signature}.",
    "用表单中的 Secret 计算，其签名为 {signature}。",
  ],
  inspectStringOther: [
    "Fill in the AccessKey ID and secret of this request to see its signature.",
    "请在表单中填写该请求的 AccessKey ID 和 AccessKey Secret，即可查看其签名。",
  ],
  inspectProven: ["The signature shows it", "已由签名证实"],
  inspectFindings: ["What was found", "检查结果"],
  inspectWritten: ["As pasted", "粘贴的内容"],
  inspectExpected: ["As it should be", "正确写法"],
  inspectParts: ["Taken apart", "拆解结果"],
  inspectKind: ["Kind", "类型"],
  inspectUrl: ["URL", "URL"],
  inspectForm: ["Form body", "表单请求体"],
  inspectStringToSign: ["String to sign", "待签名字符串"],
  inspectMethod: ["Method", "请求方法"],
  inspectEndpoint: ["Endpoint", "接入点"],
  inspectSignature: ["Signature", "签名"],
  inspectTake: ["Put it into the form", "填入表单"],
  inspectTaken: ["The form under Sign has this request now.", "“签名”中的表单已填入该请求。"],
  inspectOther: [
    "The form signs StartImagePipelineExecution alone; this is {action}.",
    "表单只能为 StartImagePipelineExecution 签名，而该请求是 {action}。",
  ],
  inspectWhole: ["Whole text", "整段文本"],

  acs3: ["Signed with ACS3-HMAC-SHA256", "以 ACS3-HMAC-SHA256 签名的请求"],
  acs3Unsigned: ["No signature in this URL", "该 URL 中没有签名"],
  acs3About: [
    "By ACS3-HMAC-SHA256, the signature is in a header. Only requests by HMAC-SHA1 are checked as they stand; one by ACS3 is compared with the form’s.",
    "ACS3-HMAC-SHA256 的签名位于请求头中。本页面只能直接检查 HMAC-SHA1 的请求；ACS3 的请求需与表单中的请求比较。",
  ],
  acs3Remedy: [
    "Put it into the form, with its time and nonce, then paste the canonical request of your code here. If the server refused it, paste the server’s answer.",
    "将该请求连同时间戳和随机数填入表单，再在此粘贴代码生成的规范化请求。如果服务端拒绝了该请求，请粘贴服务端的响应。",
  ],
  acs3Same: ["The same canonical request", "规范化请求一致"],
  acs3SameAbout: ["It is the form’s, character by character.", "与表单生成的规范化请求逐字符相同。"],
  acs3SameRemedy: [
    "If the signature differs nonetheless, compare the steps after it: hash, string to sign and key.",
    "如果签名仍不一致，请比较其后的步骤：哈希值、待签名字符串和密钥。",
  ],
  acs3Differs: ["Another canonical request", "规范化请求不一致"],
  acs3DiffersAbout: ["It differs from the form’s for the same nonce.", "随机数相同，但与表单生成的规范化请求不同。"],
  acs3DiffersRemedy: [
    "Where the form has the values that you mean, have your code write them as the form does.",
    "如果表单中的值正确，请让代码按表单的写法生成。",
  ],
  columnForm: ["In the form", "表单"],

  ramTitle: ["The policy that allows the call", "允许本次调用的权限策略"],
  ramLede: [
    "The least that a RAM user or role needs to start this build, and nothing else.",
    "RAM 用户或角色启动该构建所需的最小权限，不含其他任何权限。",
  ],
  ramFormLabel: ["What the policy allows", "权限策略的范围"],
  ramAccount: ["Account ID", "账号 ID"],
  ramAccountHint: [
    "Digits. Empty: the account that the policy is attached in.",
    "由数字组成。留空则为策略所属的账号。",
  ],
  ramRegion: ["Region ID", "地域 ID"],
  ramRegionHint: ["Empty: every region.", "留空则为所有地域。"],
  ramTemplate: ["Image template ID", "镜像模板 ID"],
  ramTemplateHint: ["Empty: every template.", "留空则为所有镜像模板。"],
  ramTake: ["Take region and template of the request", "使用请求中的地域和镜像模板"],
  ramDocument: ["Policy document", "策略文档"],
  ramMeaning: ["Allows starting builds {template} {region}.", "允许{region}使用{template}启动构建。"],
  ramAllTemplates: ["of every template", "所有镜像模板"],
  ramOneTemplate: ["of the template {id}", "镜像模板 {id} "],
  ramAllRegions: ["in every region", "在所有地域"],
  ramOneRegion: ["in {id}", "在 {id} "],
  ramHow: ["How to use it", "使用方法"],
  ramHow1: [
    "In the RAM console, create a policy, choose the script editor and paste the document.",
    "在 RAM 控制台创建权限策略，选择脚本编辑并粘贴该文档。",
  ],
  ramHow2: [
    "Attach it to the RAM user or role whose AccessKey signs the call.",
    "将策略授予签名所用 AccessKey 所属的 RAM 用户或角色。",
  ],
  ramHow3: [
    "A policy that denies the action wins over this one; so does a control policy of the resource directory.",
    "如果另有策略拒绝该操作，则以拒绝为准，资源目录的管控策略也是如此。",
  ],

  errorsTitle: ["Error codes", "错误码"],
  errorsLede: [
    "Every code that is documented for this operation, the gateway and ECS: what it means, and the next step.",
    "该接口、网关和 ECS 文档中的所有错误码：含义和下一步操作。",
  ],
  errorsSearch: ["Search", "搜索"],
  errorsPlaceholder: ["A code or a word", "错误码或关键词"],
  errorsCategory: ["Category", "类别"],
  errorsAll: ["All", "全部"],
  errorsCount: ["{count} of {all} codes", "共 {all} 个错误码，显示 {count} 个"],
  errorsNone: [
    "No code matches. The list has only what is documented: paste the answer under Repair for any other.",
    "没有匹配的错误码。此处只列出文档中的错误码，其他错误码请将响应粘贴到“排错”中查看。",
  ],
  errorsSource: ["Documentation", "官方文档"],

  error: ["Error", "错误"],
  warning: ["Warning", "警告"],
} satisfies Pairs;

/** The keys of the page's texts. */
export type TextKey = keyof typeof pairs;

/** The texts of one language. */
export type Texts = Record<TextKey, string>;

/** The texts by language. */
export const texts = byLanguage<TextKey>(pairs);

/** The reason for a refusal in a few words; a parameter's name may follow. */
export const reasonTexts = byLanguage<Verdict>({
  WrongSecret: ["Wrong AccessKey secret", "AccessKey Secret 有误"],
  AnotherMethod: ["Sent with another method", "HTTP 方法不一致"],
  AnotherRequest: ["The answer to another request", "这是另一个请求的响应"],
  ParameterAdded: ["Added on the way", "途中被添加"],
  ParameterDropped: ["Dropped on the way", "途中丢失"],
  ParameterChanged: ["Changed on the way", "途中被改动"],
  PlusForSpace: ["`+` and space mixed up", "`+` 与空格混淆"],
  DoubleEncoding: ["Encoded twice", "重复编码"],
  MissingEncoding: ["Not encoded", "未编码"],
  ReservedCharacters: ["Special characters encoded differently", "特殊字符编码不一致"],
  LowerCaseHex: ["Encoded in lower case", "编码使用了小写字母"],
  AnotherOrder: ["Parameters in another order", "参数顺序不一致"],
  LocalTime: ["Local time instead of UTC", "使用了本地时间而非 UTC"],
  ClockWrong: ["The clock is wrong", "时钟不准"],
  ClockUnknown: ["The timestamp is out of range", "时间戳超出有效范围"],
  NonceUsed: ["The nonce was used before", "随机数已被使用"],
  UnknownAccessKey: ["Unknown AccessKey ID", "AccessKey ID 不存在"],
  DisabledAccessKey: ["The AccessKey is disabled", "AccessKey 已被禁用"],
  ExpiredToken: ["The STS token has expired", "STS Token 已过期"],
  MalformedToken: ["Not a valid STS token", "STS Token 无效"],
  TokenOfAnotherKey: ["The STS token belongs to another AccessKey", "STS Token 与 AccessKey 不匹配"],
  MissingToken: ["The STS token is missing", "缺少 STS Token"],
  MissingParameter: ["A parameter is missing", "缺少参数"],
  CutShort: ["The server's text is cut off", "服务端的待签名字符串不完整"],
  Unclear: ["The signed texts differ", "待签名字符串不一致"],
  NoStringToSign: ["The signatures differ, reason unknown", "签名不一致，原因不明"],
  NotAboutTheSignature: ["Not about the signature", "与签名无关"],
});

/** What an error is about. */
export const categoryTexts = byLanguage<Category>({
  request: ["request", "请求参数"],
  resource: ["resource", "资源"],
  state: ["state", "资源状态"],
  idempotency: ["idempotency", "幂等性"],
  credentials: ["credentials", "访问凭证"],
  signature: ["signature", "签名"],
  clock: ["clock", "时钟"],
  permission: ["permission", "权限"],
  account: ["account", "账号"],
  throttling: ["throttling", "流量控制"],
  protocol: ["protocol", "调用协议"],
  server: ["server", "服务端"],
  answer: ["answer", "响应"],
});

/** What is wrong with a request of other code, in a few words; a parameter's name may follow. */
export const mistakeTexts = byLanguage<Mistake>({
  NotARequest: ["No request in this text", "文本中没有请求"],
  TooLong: ["Too long for a request", "超出请求可能的长度"],
  WrongSignature: ["Another signature", "签名不一致"],
  WrongMethod: ["Signed for another method", "请求方法不一致"],
  KeyWithoutAmpersand: ["Key without the `&` behind the secret", "密钥末尾缺少 `&`"],
  SecretWhiteSpace: ["White space behind the secret", "Secret 末尾带有空白字符"],
  HexSignature: ["Hex for Base64", "用十六进制代替了 Base64"],
  SignatureNotEncoded: ["Signature not encoded", "签名未编码"],
  SignatureSigned: ["The signature was signed too", "Signature 也参与了签名"],
  QueryNotEncoded: ["Canonical query not encoded once more", "规范化请求字符串未再次编码"],
  PathNotEncoded: ["`/` for `%2F`", "`%2F` 写成了 `/`"],
  LowerCaseHex: ["Encoded in lower case", "编码使用了小写字母"],
  PlusForSpace: ["`+` for a space", "空格写成了 `+`"],
  DoubleEncoding: ["Encoded twice", "重复编码"],
  MissingEncoding: ["Not encoded", "未编码"],
  ReservedCharacters: ["Special characters encoded differently", "特殊字符编码不一致"],
  BrokenEncoding: ["Cannot be decoded", "无法解码"],
  AnotherOrder: ["Parameters in another order", "参数顺序不一致"],
  DuplicateParameter: ["More than once", "重复出现"],
  MissingParameter: ["Missing", "缺少参数"],
  WrongName: ["No such parameter", "没有该参数"],
  WrongValue: ["Wrong value", "值不正确"],
  WrongTimestamp: ["Wrong form of the time", "时间格式不正确"],
  MissingEqualsSign: ["No equals sign", "缺少等号"],
  EmptyValueNotSigned: ["An empty value that is not signed", "空值未参与签名"],
  EmptyValueNotSent: ["An empty value that was not sent", "空值未发送"],
});
