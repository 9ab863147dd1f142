"""Why a question or a file is not taken: one Chinese sentence a code, for every format. Pure.

Whoever adds a format appends its reasons; a code once published is kept, for scripts read it.
"""

from questionbank.formats.items import FileRefused, Refused

REASONS = {
    # A whole file
    "file_too_large": "文件超过 %(limit)d MB，未导入。请拆成几个文件后分别上传。",
    "file_too_many": "文件中的试题超过 %(limit)d 道，未导入。请拆成几个文件后分别上传。",
    "file_encoding": "无法识别文件的文字编码。请另存为 UTF-8 编码的文本文件后重新上传。",
    "file_not_text": "这不是文本文件。请确认文件类型后重新上传。",
    "file_empty": "文件中没有试题。请确认选对了文件。",
    "xml_malformed": "第 %(line)d 行第 %(column)d 列：不是合格的 XML（%(problem)s）。"
    "请重新导出，或用文本编辑器改正这一处。",
    "xml_dtd": "第 %(line)d 行第 %(column)d 列：文件带有 DTD 或实体声明，为安全起见不读。"
    "请删去 <!DOCTYPE …> 一段。",
    "xml_too_deep": "第 %(line)d 行第 %(column)d 列：标签嵌套超过 %(limit)d 层。请重新导出。",
    "xml_token_too_long": "第 %(line)d 行第 %(column)d 列：有一个标签或注释超过 1 MB。请重新导出。",
    "question_too_large": "第 %(line)d 行第 %(column)d 列：一题之内超过 %(limit)d 个标签。"
    "请重新导出。",
    "not_moodle_xml": "第 %(line)d 行第 %(column)d 列：最外层应为 <quiz>。"
    "请确认是 Moodle 导出的 Moodle XML 文件。",
    # A whole workbook or package, as `exams.spreadsheets` refuses it (its code, with _ for -)
    "empty": "文件是空的。请确认选对了文件。",
    "blank": "文件中没有内容。请确认选对了文件。",
    "too_large": "文件超过 %(limit)d MB，未导入。请拆成几个文件后分别上传。",
    "not_a_workbook": "这不是电子表格（%(kind)s）。请用 Excel 另存为 .xlsx 后重新上传。",
    "damaged": "文件已损坏。请用办公软件打开并重新保存，或者请对方重新发送。",
    "encrypted": "文件设有打开密码。请取消密码后重新上传。",
    "macros": "文件含有宏。请另存为不带宏的 .xlsx 后重新上传。",
    "xml_entities": "文件含有办公文件不应有的 XML 声明，为安全起见不读。请用办公软件重新保存。",
    "unsafe_path": "压缩包内有指向包外的路径，为安全起见不读。请重新打包。",
    "unpacked_too_large": "文件解压后超过 %(limit)d MB。请删去图片和表格下方的空行后重新保存。",
    "encoding": "第 %(line)d 行起无法识别文字编码。请用 Excel 另存为 .xlsx 后重新上传。",
    "quotes": "第 %(line)d 行的引号不成对。请用 Excel 另存为 .xlsx 后重新上传。",
    "too_many_members": "压缩包内超过 %(limit)d 个文件。请拆成几个包后分别上传。",
    "too_many_rows": "第 %(row)d 行还有内容，最多读 %(limit)d 行。请拆成几个文件，或清空表格下方。",
    "too_many_columns": "%(column)s 列还有内容，最多读 %(limit)d 列。请清空表格右侧。",
    "too_many_cells": "有内容的单元格超过 %(limit)d 个。请拆成几个文件后分别上传。",
    "too_many_merges": "合并单元格超过 %(limit)d 处。请取消合并。",
    # A whole file in prose (Word, text)
    "no_questions": "没有找到试题：题目应以“1.”这样的编号开头，答案写在“答案：”之后。",
    "old_word": "不支持 %(kind)s文件，请用 Word 另存为 .docx 后重新上传。",
    "not_word": "这不是 Word 文档。请用 Word 另存为 .docx 后重新上传。",
    "word_macros": "文件含有宏。请用 Word 另存为不带宏的 .docx 后重新上传。",
    "word_too_long": "文档超过 %(limit)d 段，未导入。请拆成几个文件后分别上传。",
    # A package of QTI
    "not_qti": "不是 QTI 的试题或试卷。请确认选对了文件。",
    "no_manifest": "压缩包里没有 imsmanifest.xml，不是 QTI 内容包。请重新导出。",
    "not_a_manifest": "第 %(line)d 行第 %(column)d 列：imsmanifest.xml 的最外层应为 <manifest>。"
    "请重新导出。",
    # One question
    "no_stem": "没有题干。请补上题干。",
    "no_answer": "没有找到答案。请补上答案。",
    "no_key": "没有标出正确答案。请标出正确选项。",
    "too_few_options": "选项少于两个。请补足选项。",
    "empty_option": "有一个选项没有文字。请补上或删去这个选项。",
    "empty_blank": "填空题的答案没有文字。请补上答案。",
    "image_missing": "题中的图片（%(image)s）不在文件里。请在本系统中录入此题并上传图片。",
    "partial_weight": "选项带有部分得分（%(weight)s%%），本系统的计分规则无法表示。"
    "请只保留完全正确与错误两种选项。",
    "unequal_weights": "多选题各选项的分值不相等或合计不是 100%%，本系统的计分规则无法表示。"
    "请使正确选项分值相等、合计 100%%，错误选项分值相同。",
    "numeric_range": "数值题带有误差或取值范围（%(answer)s），本系统只支持确定的答案。"
    "请改为填空题或单选题。",
    "numeric_syntax": "数值题的答案“%(answer)s”不是数字。请改正后重新导入。",
    "wildcard": "答案“%(answer)s”中有通配符 *，本系统不支持。请逐一列出可接受的答案。",
    "blanks_count": "题干中的空与答案的数目不一致。请使每个空对应一组答案。",
    "too_few_pairs": "匹配题少于两对。请补足。",
    "pair_side_missing": "匹配题“%(pair)s”缺少一侧的文字。请补上。",
    "matching_mixed": "有的答案带箭头 -> 而有的没有，分不清是匹配题还是填空题。请统一写法。",
    "braces": "大括号不成对，或一题中有多处答案。请检查大括号；作为文字的大括号请写作 \\{ 和 \\}。",
    "description": "没有答案的大括号，只是一段说明文字，未作为试题导入。"
    "如果是试题，请补上 { } 及答案。",
    "stray_text": "答案中“%(text)s”前面没有 = 或 ~ 符号。请标明它是正确还是错误选项。",
    "option_letters": "选项字母没有从 A 起依次排列。请检查选项。",
    "key_not_option": "答案 %(key)s 不在选项之中。请改正答案。",
    "type_unsupported": "题型 %(type)s 本系统没有。请改为选择、判断、填空、匹配或简答题。",
    "text_has_tags": "文字中直接写了标签 <%(tag)s>。请把这段文字放进 <![CDATA[ … ]]>。",
    "fraction_unclear": "答案的得分“%(fraction)s”不是百分数。请改正。",
    "several_right_alone": "单选题有 %(n)d 个选项都得满分，选其中任何一个都对，本系统无法表示。"
    "请只留一个正确选项，或改为多选题。",
    "weights_sum": "多选题各正确选项的分值合计为 %(weight)s%%，应为 100%%。请改正。",
    "truth_unclear": "判断题应有“对”“错”两个答案，恰有一个得满分。请改正。",
    "number_with_unit": "数值题带有单位，本系统不支持。请把单位写进题干，改为填空题。",
    "gaps_missing": "完形填空题的题干中没有可填的空。请检查大括号的写法。",
    "too_many_gaps": "一题中有 %(limit)d 个以上的空，或答案过多。请拆成几题。",
    "gaps_mixed": "一题中有 %(n)d 处作答，其中有选择，本系统无法表示。请拆成几题。",
    "gaps_to_choose": "选词填空题有 %(n)d 个空，本系统只能表示一个空的（作为单选题）。请拆成几题。",
    "essay_with_files": "简答题要求上传文件，本系统不支持。请改为在线作答。",
    "image_kind": "图片 %(image)s 不是 PNG、JPEG、GIF 或 WebP。请换成其中一种。",
    "image_too_large": "图片 %(image)s 超过 5 MB。请缩小后再导入。",
    "image_path": "图片的名称 %(image)s 是一条路径，为安全起见不读。请改为不带斜杠的名称。",
    # A row of a table; the place names its column
    "no_header": "没有找到表头。表中至少要有“题干”和“答案”两列；也可以按模板重新整理。",
    "no_stem_column": "没有指定哪一列是题干。请指定后重新导入。",
    "stem_missing": "缺题干。请补上，或者删去这一行。",
    "kind_missing": "缺题型。请补上。",
    "kind_unknown": "不支持题型“%(kind)s”。"
    "请改为单选、多选、判断、填空、匹配、排序、简答或案例分析题。",
    "key_missing": "缺答案。请补上。",
    "key_not_an_option": "答案 %(key)s 没有对应的选项。请改正答案或补上选项。",
    "key_unreadable": "答案“%(key)s”无法识别。%(remedy)s",
    "keys_disagree": "题干括号里的答案是 %(stem)s，答案栏是 %(key)s。请改为一致。",
    "single_with_two_keys": "单选题只能有一个答案，现有 %(n)d 个。请改正答案，或把题型改为多选题。",
    "multiple_with_one_key": "多选题应有两个以上答案。请补足答案，或把题型改为单选题。",
    "options_too_few": "至少要有两个选项。请补足。",
    "option_gap": "选项 %(gap)s 是空的，而后面还有选项。请补上或前移。",
    "options_equal": "与选项 %(first)s 相同（全角半角、大小写、空格不作区分）。请改正。",
    "no_blank": "填空题的题干里没有空。请用 ____ 或（　　）标出。",
    "blanks_differ": "题干有 %(blanks)d 个空，答案有 %(answers)d 个。"
    "请改为一致，各空之间用分号隔开。",
    "marks_not_a_number": "分值“%(marks)s”不是数字。请改正。",
    "marks_negative": "分值不能为负。请改正。",
    "picture_in_cell": "图片嵌在单元格内，无法读取。请改为浮动图片，左上角放在这一格内。",
    "formula": "单元格是公式，未读取。请粘贴为数值后重新导入。",
    "date_cell": "单元格是日期，原来的写法已不可知。请把单元格格式设为“文本”后重新填写。",
    "error_cell": "单元格是错误值 %(value)s。请改正。",
    "pair_arrow_missing": "“%(text)s”里没有箭头。匹配题每格写一对：左边 → 右边。",
    "ordering_key": "排序题的答案应把各选项的字母排成正确的顺序，每个字母一次，例如 BACD。",
    "rubric_unreadable": "评分标准“%(text)s”没有写明分值。请每行写一条，末尾写（3分）。",
    "why_unreadable": "错误说明“%(text)s”不知属于哪个选项。请每行写一条，以“A：”这样的字母开头。",
    "sub_without_case": "小题的上方没有案例。请先写一行案例分析题。",
    "sub_kind": "案例之内不能再有案例。请改正题型。",
    "case_empty": "案例之下没有小题。请在下面各行写小题，题型选“小题·…”。",
    "case_incomplete": "案例的小题（第 %(rows)s 行）未被接受，整个案例未导入。请一并改正。",
    # A question in prose (Word, text)
    "key_unclear": "答案“%(key)s”无法识别。请写选项的字母；判断题写“正确”或“错误”。",
    "answer_repeated": "一题有两个不同的答案。请只留一个；如果是两道题，请给后一题编号。",
    "answer_of_case": "案例题的答案写在了小题之外。请把答案写在各小题之下。",
    "case_without_questions": "案例之下没有找到小题。请在各小题前写（1）、（2）。",
    "part_not_taken": "小题（%(number)d）：%(reason)s",
    "equation_unsupported": "题中有公式编辑器的公式（%(what)s），不能转成文字。"
    "请改写成普通文字或图片。",
    "drawing_unsupported": "题中有图形、图表或嵌入对象（%(what)s），不能导入。请换成图片。",
    # A question of QTI
    "item_file_missing": "清单或试卷列出的文件 %(file)s 不在包里。请连同试题文件一起导出。",
    "bank_reference": "此处只引用题库中的一题，题目本身不在文件里。请从题库导出。",
    "no_interaction": "没有作答的地方，只是一段文字，未作为试题导入。",
    "no_passage": "一题中有几处作答，而前面没有共同的材料。请拆成几题。",
    "passage_missing": "题目引用的材料不在包里。请连同材料一起导出。",
    "part_of_parts": "案例的小题里又有几处作答，本系统无法表示。请拆成几题。",
    "adaptive": "自适应试题（按作答逐步变化）本系统没有。请改为普通试题。",
    "random_template": "题中有随机变量或公式，每次的数值不同，本系统没有。请写成确定的题目。",
    "math_markup": "题中有 MathML 公式，不能转成文字。请改写成普通文字或图片。",
    "audio_video": "题中有音频或视频，本系统不支持。请改为文字或图片。",
    "object_unsupported": "题中嵌有其他文件（%(object)s），不能导入。请把内容写进题干。",
    "hot_spot": "在图上点选、连线或拖放的题型本系统没有。请改为选择题或匹配题。",
    "hot_text": "在文中点选字句的题型本系统没有。请改为选择题。",
    "drawing": "绘图题本系统没有。请改为其他题型。",
    "slider": "滑块题本系统没有。请改为填空题或选择题。",
    "file_upload": "上传文件的题型本系统没有。请改为在线作答的简答题。",
    "custom_interaction": "题中有自定义的交互程序，不能导入。请改为普通题型。",
    "end_attempt": "题中有提示、交卷之类的按钮，本系统没有。请改为普通试题。",
    "response_group": "成组作答（response_grp）的题型不能导入。请改为匹配题。",
    "order_incomplete": "排序题的答案没有把各项恰好排一次。请改正答案。",
    "not_one_to_one": "不是一一对应的匹配题（有的项没有或者有几个对应），本系统无法表示。"
    "请改为一一对应，或拆成几题。",
    "scoring_disagrees": "标准答案与计分规则中的正确答案不一致。请改正其中之一。",
    "answer_rule": "填空题按特定规则（%(rule)s）判定答案，本系统不支持。请逐一列出可接受的答案。",
    "rubric_points": "评分标准的一条没有写明分值。请补上。",
    # What a format can't hold when written
    "kind_unsupported": "%(format)s 格式没有这种题型，整题未写入。",
    "image_unsupported": "%(format)s 格式不能带图片，整题未写入。",
    "image_lost": "%(format)s 格式不能带图片，%(place)s中的图片未写入。",
    "blanks_unsupported": "%(format)s 格式的填空题只能有一个空，整题未写入。",
    "arrow_unsupported": "%(format)s 格式的答案中不能有箭头 ->，整题未写入。",
    "text_unsupported": "题中有 %(format)s 格式无法表示的空白文字，整题未写入。",
    "markup_lost": "%(format)s 格式的%(place)s只能是纯文字，加粗、上下标等未写入。",
    "scripts_lost": "%(format)s 格式不能既是上标又是下标，按上标写入。",
    "fields_lost": "%(format)s 格式没有位置存放：%(fields)s。",
    "cell_too_long": "有一格超过 %(limit)d 字，%(format)s 表格放不下，整题未写入。",
    "not_readable": "写成 %(format)s 表格后无法照样读回（%(reason)s），整题未写入。",
    "keys_unsupported": "正确答案或选项的数目与题型不符，%(format)s 格式无法表示，整题未写入。",
    "too_many_options": "%(format)s 格式最多 %(limit)d 个选项，整题未写入。",
    "signs_lost": "题中有 %(format)s 格式不能存放的控制字符，已略去。",
    "item_incomplete": "题目缺少%(place)s，整题未写入。请先补全。",
    "tag_too_long": "标签“%(tag)s”超过 %(limit)d 字，导入 %(format)s 时会被截断。",
    "points_by_blank": "%(format)s 的多空填空题每空 1 分，本题的 %(points)s 分导入后须在那里另设。",
    # Our own JSON, and the command line
    "json_malformed": "第 %(line)d 行第 %(column)d 列：不是合格的 JSON。请重新导出。",
    "json_too_deep": "JSON 嵌套过深，未读取。请重新导出。",
    "json_not_ours": "不是百问的试题 JSON 文件。请确认选对了文件。",
    "json_version": "文件版本 %(version)s 无法识别。请升级本系统，或者用旧版重新导出。",
    "json_media": "图片“%(name)s”的内容无法解码，未导入。请重新导出。",
    "json_field": "字段 %(field)s 的值类型不对。请重新导出。",
    "json_unknown": "不认识字段 %(field)s。请升级本系统，或者删去该字段。",
    "json_kind": "不认识题型“%(kind)s”。",
    "format_unknown": "无法识别文件格式。可以用 --from 指明，支持：%(names)s。",
    "format_by_suffix": "无法从文件名判断输出格式。可以用 --to 指明，支持：%(names)s。",
}

# What had to be mended to read a question: codes of `Taken.repairs`.
REPAIRS = {
    "html_removed": "去掉了不支持的网页格式（链接、脚本等），文字保留。",
    "image_removed": "说明文字中的图片不在文件里，已去掉。",
    "feedback_moved": "各答案的反馈并入了解析。",
    "several_keys": "有几个选项标为完全正确，按多选题导入。",
    "one_key": "多选写法而只有一个正确选项，按单选题导入。",
    "wrong_answers_dropped": "列为 0 分的错误答案没有保留。",
    "blank_lines": "答案中间有空行，已连成一题。",
    "option_lines": "选项分成几行，已连成一项。",
    "markup_as_text": "文字用 Markdown 等记号写成，记号按原样保留。",
    "hints_dropped": "分次作答时的提示没有保留。",
    "points_dropped": "分值写法有误，没有保留。",
    "weights_dropped": "各正确选项或各空的分值不同，按同样的分值导入。",
    "penalty_dropped": "错误选项倒扣分，本系统错选不得分，倒扣没有保留。",
    "partial_answers_dropped": "只得部分分的答案没有保留，按错误处理。",
    "case_ignored": "原题区分大小写，本系统不区分。",
    "blank_appended": "题干中没有空，在末尾加了一个。",
    "template_dropped": "答题框中预填的文字没有保留。",
    "scoring_simplified": "原有的评分程序没有保留，只按标准答案评分。",
    "associate_split": "配对的各项原在同一列，已分成左右两列。",
    "limits_dropped": "作答的字数限制没有保留。",
    "lowercase": "答案的小写字母改为大写。",
    "fullwidth": "答案的全角字母改为半角。",
    "space": "答案前后的空格已去掉。",
    "separators": "答案中的分隔符号已去掉。",
    "order": "答案的字母按顺序重新排列。",
    "repeated": "答案中重复的字母只留一个。",
    "letter_removed": "选项文字开头的字母已去掉。",
    "key_given_as_text": "答案写的是选项的文字，已换成字母。",
    "key_in_stem": "题干里写着答案，已移到答案栏。",
    "answers_in_options": "答案栏是空的，选项栏的文字作为各空的答案。",
    "options_in_stem_line": "选项与题干写在同一行，已分开。",
    "options_merged": "同一选项字母出现几次，文字并成了一项。",
    "key_with_text": "答案连同选项的文字写出，已只留字母。",
    "hidden_text": "有隐藏文字，已读取。",
    "emphasis_as_bold": "下划线、着重号改为加粗。",
    "footnote_inlined": "脚注写进了正文。",
    "text_box": "文本框中的文字按所在段落的先后读取。",
    "equation_as_text": "公式改写成了一行文字。",
    "symbol_replaced": "符号字体中的符号换成了普通文字。",
    "table_flattened": "表格中的表格改成了文字。",
    "link_removed": "超链接已去掉，文字保留。",
}

# What the author should look at: codes of `Taken.warnings`.
WARNINGS = {
    "duplicate": "与本文件前面的一题相同。",
    "explanation_missing": "缺解析，发布前须补上。",
    "point_unknown": "知识点不在大纲中，请改正或另选。",
    "kind_guessed": "文件没有写明题型，按选项和答案判断，请核对。",
    "difficulty_unknown": "难度的写法无法识别，没有导入。",
    "level_unknown": "认知层次的写法无法识别，按原样保留。",
    "options_unused": "这种题型没有选项，选项栏的文字没有导入。",
    "key_unused": "这种题型的答案写在选项栏，答案栏的文字没有导入。",
    "rubric_unused": "只有简答题有评分标准，这一栏没有导入。",
    "picture_by_place": "图片按左上角所在的单元格归入本题，请核对。",
    "hidden_row": "这一行在文件中是隐藏的，照常读取，请核对。",
    "tracked_changes": "有未接受的修订，按接受修订后的文字读取，请核对。",
    "hidden_text": "有隐藏文字，请核对。",
    "number_repeated": "题号与前一题相同，按两题读取，请核对。",
    "image_without_text": "有选项只有图片，请补替代文字。",
    "options_merged": "同一选项字母出现几次，可能是两道题并成了一道，请核对。",
    "no_model_answer": "没有参考答案，请补上。",
    "passage_missing": "题目引用的材料不在文件里，请核对题干是否完整。",
}


def refused(where, code, **values):
    """Return why the question at `where` is not taken (or what it lost)."""
    return Refused(where, code, REASONS[code] % values)


def file_refused(code, **values):
    return FileRefused(code, REASONS[code] % values)


_CONTAINERS = {"binary": "不是文本", "nested-tables": "是表中套表的网页"}


def container_refused(refusal):
    """Return a `FileRefused` in our words for one of `exams.spreadsheets`."""
    values = dict(refusal.values)
    if kind := values.get("kind"):
        values["kind"] = _CONTAINERS.get(kind, f"是 {kind}")
    return file_refused(refusal.code.replace("-", "_"), **values)


class NotTaken(Exception):
    """Raised while one question is read; its reader turns it into a `Refused`."""

    def __init__(self, code, **values):
        self.code, self.values = code, values
        super().__init__(code)

    def at(self, where):
        return refused(where, self.code, **self.values)
