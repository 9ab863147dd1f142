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
    # What a format can't hold when written
    "kind_unsupported": "%(format)s 格式没有这种题型，整题未写入。",
    "image_unsupported": "%(format)s 格式不能带图片，整题未写入。",
    "image_lost": "%(format)s 格式不能带图片，%(place)s中的图片未写入。",
    "blanks_unsupported": "%(format)s 格式的填空题只能有一个空，整题未写入。",
    "arrow_unsupported": "%(format)s 格式的答案中不能有箭头 ->，整题未写入。",
    "text_unsupported": "题中有 %(format)s 格式无法表示的空白文字，整题未写入。",
    "markup_lost": "%(format)s 格式的%(place)s只能是纯文字，加粗、上下标等未写入。",
    "fields_lost": "%(format)s 格式没有位置存放：%(fields)s。",
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
    "html_removed": "去掉了不支持的网页格式（链接、表格、脚本等），文字保留。",
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
}


def refused(where, code, **values):
    """Return why the question at `where` is not taken (or what it lost)."""
    return Refused(where, code, REASONS[code] % values)


def file_refused(code, **values):
    return FileRefused(code, REASONS[code] % values)


class NotTaken(Exception):
    """Raised while one question is read; its reader turns it into a `Refused`."""

    def __init__(self, code, **values):
        self.code, self.values = code, values
        super().__init__(code)

    def at(self, where):
        return refused(where, self.code, **self.values)
