"""The words of the sample: names of people, places, companies and products, in both languages."""

from __future__ import annotations


def _pairs(text: str) -> list[tuple[str, str]]:
    """Pairs of a Chinese and an English name, written one after the other."""
    words = text.split()
    return [(zh, en.replace("_", " ")) for zh, en in zip(words[::2], words[1::2], strict=True)]


DEPARTMENTS = _pairs("华东大区 East_China 华南大区 South_China 华北大区 North_China")

#: One line a team: its name, then the two territories it works.
TEAMS = [
    _pairs(line)
    for line in """
上海 Shanghai 浦东 Pudong 浦西 Puxi
苏州 Suzhou 苏州市 Suzhou_City 无锡 Wuxi
杭州 Hangzhou 杭州市 Hangzhou_City 宁波 Ningbo
南京 Nanjing 南京市 Nanjing_City 合肥 Hefei
广州 Guangzhou 广州市 Guangzhou_City 佛山 Foshan
深圳 Shenzhen 深圳市 Shenzhen_City 东莞 Dongguan
厦门 Xiamen 厦门市 Xiamen_City 福州 Fuzhou
长沙 Changsha 长沙市 Changsha_City 武汉 Wuhan
北京 Beijing 海淀 Haidian 亦庄 Yizhuang
天津 Tianjin 天津市 Tianjin_City 唐山 Tangshan
济南 Jinan 济南市 Jinan_City 青岛 Qingdao
西安 Xi'an 西安市 Xi'an_City 郑州 Zhengzhou
""".strip().splitlines()
]

SURNAMES = _pairs("""
王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 黄 Huang 赵 Zhao 吴 Wu 周 Zhou 徐 Xu 孙 Sun 马 Ma 朱 Zhu
胡 Hu 郭 Guo 何 He 林 Lin 高 Gao 罗 Luo 郑 Zheng 梁 Liang 谢 Xie 宋 Song 唐 Tang 许 Xu 韩 Han 邓 Deng
冯 Feng 曹 Cao 彭 Peng 曾 Zeng 肖 Xiao 田 Tian 董 Dong 潘 Pan 袁 Yuan 蔡 Cai 蒋 Jiang 余 Yu
""")

GIVEN_NAMES = _pairs("""
芳 Fang 伟 Wei 敏 Min 静 Jing 磊 Lei 强 Qiang 洋 Yang 艳 Yan 勇 Yong 杰 Jie 娟 Juan 涛 Tao 超 Chao 霞 Xia
平 Ping 刚 Gang 丽 Li 军 Jun 波 Bo 辉 Hui 鹏 Peng 琳 Lin 斌 Bin 倩 Qian 宇 Yu 颖 Ying 凯 Kai 雪 Xue
峰 Feng 蕾 Lei 建国 Jianguo 秀英 Xiuying 晓东 Xiaodong 丽华 Lihua 志强 Zhiqiang 海燕 Haiyan 文博 Wenbo
雨桐 Yutong 子轩 Zixuan 梓涵 Zihan 思远 Siyuan 佳怡 Jiayi 俊杰 Junjie 婷婷 Tingting 浩然 Haoran 欣怡 Xinyi
明辉 Minghui 春梅 Chunmei 国庆 Guoqing 玉兰 Yulan 天宇 Tianyu 诗涵 Shihan 博文 Bowen 美玲 Meiling
振华 Zhenhua 晓琳 Xiaolin 宏伟 Hongwei 雅琴 Yaqin 立新 Lixin 慧敏 Huimin 家豪 Jiahao 若兰 Ruolan
永康 Yongkang 月华 Yuehua 泽宇 Zeyu 淑珍 Shuzhen
""")

BRANDS = _pairs("""
恒泰 Hengtai 华锐 Huarui 中科瑞 Zhongkerui 金川 Jinchuan 远景达 Yuanjingda 宏盛 Hongsheng 瑞丰 Ruifeng
天工 Tiangong 博雅 Boya 鼎新 Dingxin 光耀 Guangyao 泰和 Taihe 新程 Xincheng 盛达 Shengda 明德 Mingde
康宁达 Kangningda 正源 Zhengyuan 海科 Haike 东方达 Dongfangda 精诚 Jingcheng 嘉合 Jiahe 百川 Baichuan
同创 Tongchuang 凌云 Lingyun 启明 Qiming 安泰 Antai 立信达 Lixinda 长青 Changqing 众诚 Zhongcheng
卓越 Zhuoyue
""")

TRADES = _pairs("""
精密机械 Precision_Machinery 电子 Electronics 生物医药 Biopharma 新材料 Advanced_Materials
环境检测 Environmental_Testing 食品 Foods 化工 Chemicals 汽车零部件 Auto_Parts 半导体 Semiconductors
仪表 Instrumentation 能源科技 Energy_Technology 检测技术 Inspection_Services
""")

#: Family, Chinese name, English name, list price, weight in the order book.
PRODUCTS = (
    ("analysis", "便携式光谱仪", "Portable Spectrometer", 8600, 10),
    ("analysis", "气体分析仪", "Gas Analyser", 5400, 9),
    ("analysis", "水质检测仪", "Water Quality Meter", 2300, 7),
    ("measuring", "激光测距仪", "Laser Distance Meter", 1250, 9),
    ("measuring", "三维扫描仪", "3D Scanner", 12800, 10),
    ("measuring", "表面粗糙度仪", "Surface Roughness Tester", 3900, 8),
    ("control", "过程控制器", "Process Controller", 4700, 11),
    ("control", "温度变送器", "Temperature Transmitter", 680, 8),
    ("control", "数据采集模块", "Data Acquisition Module", 1900, 8),
    ("service", "校准服务", "Calibration Service", 950, 7),
    ("service", "延保服务", "Extended Warranty", 1600, 6),
    ("service", "备件包", "Spare Parts Kit", 420, 7),
)
